package io.varve.bench;

import java.io.IOException;

/** Appends for a while and tells how fast that went. */
final class Load {

    /**
     * What is appended before the clock starts, if half a round's time suffices for it: more than Varve's memory for
     * the newest records, whose pages the operating system has to provide at the first touch.
     */
    private static final long RUNNING_START_BYTES = 160L << 20;

    private Load() {}

    /** Appends some records: enough of them that looking at the clock costs nothing, and few against a round. */
    @FunctionalInterface
    interface Block {
        /** Gives how many bytes of values it appended. */
        long append() throws IOException;
    }

    /** Brings what was appended to where the row says that it is to be in the end. */
    @FunctionalInterface
    interface Drain {
        void drain() throws IOException;
    }

    /**
     * Appends blocks until the round's time is over or its bytes are used up. It begins with nothing left to drain.
     *
     * @param valueBytes the size of each record's value
     * @param draining whether the time for draining at the end counts; if not, it is not drained
     * @return records a second
     */
    static double recordsPerSecond(Effort effort, int valueBytes, Block block, Drain drain, boolean draining)
            throws IOException {
        run(effort.nanos() / 2, RUNNING_START_BYTES, block);
        drain.drain();
        Stopwatch stopwatch = Stopwatch.start(effort.counted());
        long bytes = run(effort.nanos(), effort.bytesMax(), block);
        if (draining) {
            drain.drain();
        }
        return bytes / (double) valueBytes / (stopwatch.nanos() / 1e9);
    }

    private static long run(long nanos, long bytesMax, Block block) throws IOException {
        long start = System.nanoTime();
        long bytes = 0;
        while (bytes < bytesMax && System.nanoTime() - start < nanos) {
            bytes += block.append();
        }
        return bytes;
    }

    /** Throws where a side did not keep all that it was given. */
    static void checkCount(String side, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException(side + " holds " + found + ": expected " + expected);
        }
    }
}
