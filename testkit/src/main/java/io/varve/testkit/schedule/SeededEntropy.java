package io.varve.testkit.schedule;

import io.varve.io.Entropy;
import java.util.SplittableRandom;
import java.util.UUID;

/** Randomness that a seed decides. One thread at a time. */
final class SeededEntropy implements Entropy {

    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000000000000000L;

    private final SplittableRandom random;

    SeededEntropy(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public long nextLong(long bound) {
        return random.nextLong(bound);
    }

    @Override
    public UUID nextUuid() {
        long high = (random.nextLong() & ~0xf000L) | VERSION_4;
        long low = (random.nextLong() >>> 2) | VARIANT;
        return new UUID(high, low);
    }
}
