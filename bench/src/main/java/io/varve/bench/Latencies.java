package io.varve.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long many operations took, counted in classes whose widths grow with the time: a quantile is right to within 1.6
 * %. Any number of threads may add at once.
 */
final class Latencies {

    /** Each doubling of the time is cut into so many classes, as a power of 2. */
    private static final int FINENESS_BITS = 6;

    private static final int FINENESS = 1 << FINENESS_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((Long.SIZE - FINENESS_BITS) * FINENESS);

    /** Adds one operation. */
    void add(long nanos) {
        counts.getAndIncrement(place(Math.max(0, nanos)));
    }

    /** How many were added. */
    long count() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /**
     * The time within which this share of the operations was done.
     *
     * @param share from 0 to 1
     * @return in microseconds; 0 where nothing was added
     */
    double quantileMicros(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return middleNanos(i) / 1e3;
            }
        }
        return 0;
    }

    private static int place(long nanos) {
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | (FINENESS - 1));
        int shift = Math.max(0, exponent - FINENESS_BITS);
        return shift * FINENESS + (int) (nanos >>> shift);
    }

    private static double middleNanos(int place) {
        if (place < 2 * FINENESS) {
            return place;
        }
        int shift = place / FINENESS - 1;
        long lowest = (long) (place - shift * FINENESS) << shift;
        return lowest + (1L << shift) / 2.0;
    }
}
