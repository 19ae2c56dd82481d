package io.varve.testkit.disk;

import java.util.SplittableRandom;

/** Decides what a crash does wherever it may do one thing or another. One thread at a time. */
public interface CrashChoices {

    /** What becomes of a sector that is not forced. */
    enum SectorFate {
        /** As it was. */
        LOST,
        /** As it is. */
        KEPT,
        /** As it was somewhere in between, or in part. */
        TORN,
        /** What was written is zeros. */
        ZEROED
    }

    /** How a file or a folder as a whole fares. */
    enum Mood {
        /** Nothing unforced is there. */
        ALL_LOST,
        /** Everything is there. */
        ALL_KEPT,
        /** Each part for itself. */
        MIXED
    }

    /** How a file or a folder as a whole fares. */
    Mood mood();

    /** What becomes of the next sector. */
    SectorFate sector();

    /** Where in a number of bytes a part ends, from 1 to all of them. */
    int part(int bytes);

    /** A number from 0 to below a bound. */
    int below(int bound);

    /** Choices that a seed decides; whole files and folders fare alike more often than chance has it. */
    static CrashChoices seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new CrashChoices() {
            @Override
            public Mood mood() {
                return switch (random.nextInt(5)) {
                    case 0 -> Mood.ALL_LOST;
                    case 1 -> Mood.ALL_KEPT;
                    default -> Mood.MIXED;
                };
            }

            @Override
            public SectorFate sector() {
                return switch (random.nextInt(8)) {
                    case 0, 1, 2 -> SectorFate.LOST;
                    case 3, 4, 5 -> SectorFate.KEPT;
                    case 6 -> SectorFate.TORN;
                    default -> SectorFate.ZEROED;
                };
            }

            @Override
            public int part(int bytes) {
                return 1 + random.nextInt(bytes);
            }

            @Override
            public int below(int bound) {
                return random.nextInt(bound);
            }
        };
    }
}
