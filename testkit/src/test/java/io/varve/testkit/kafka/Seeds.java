package io.varve.testkit.kafka;

import java.io.IOException;

/** Runs a test for seeds in a row; {@code -Dvarve.seeds.factor=N} tries N times as many, each the first ones too. */
final class Seeds {

    private static final int FACTOR = Integer.getInteger("varve.seeds.factor", 1);

    /** What is done for one seed. */
    interface Step {
        void run(long seed) throws IOException;
    }

    private Seeds() {}

    /** @param first far enough from those of other tests that their ranges never meet */
    static void each(long first, int count, Step step) throws IOException {
        for (long seed = first; seed < first + (long) count * FACTOR; seed++) {
            try {
                step.run(seed);
            } catch (IOException | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure, failure);
            }
        }
    }
}
