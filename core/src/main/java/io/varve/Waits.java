package io.varve;

import java.time.Duration;

/** Times to wait, as the seam takes them. */
final class Waits {

    /** What can be counted in nanoseconds with room to spare. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Waits() {}

    /** Any duration in nanoseconds: none where it is negative, a hundred years where it is longer. */
    static long nanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
    }
}
