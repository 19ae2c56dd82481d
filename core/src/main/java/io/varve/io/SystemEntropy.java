package io.varve.io;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Unforeseeable identities from the system's secure source; cheap numbers, for jitter and the like, from a fast one.
 */
final class SystemEntropy implements Entropy {

    static final SystemEntropy INSTANCE = new SystemEntropy();

    private SystemEntropy() {}

    @Override
    public long nextLong(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }

    @Override
    public UUID nextUuid() {
        return UUID.randomUUID();
    }
}
