package io.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many writers, each of which waits until its record is safe before it writes the next.
 *
 * @param count how many
 * @param kind virtual threads or platform threads
 */
record Writers(int count, Kind kind) {

    /** The kinds of threads. */
    enum Kind {
        /** Cheap to wake. */
        VIRTUAL,
        /** The operating system's. */
        PLATFORM
    }

    private static final long END_SECONDS_MAX = 60;

    /** Such a part of a round's time, or of its bytes, goes by before anything counts. */
    static final int RUNNING_START_PART = 6;

    /** Writes one record; returns when it is safe. */
    @FunctionalInterface
    interface Append {
        void append() throws IOException;
    }

    /** Makes what one writer does. */
    @FunctionalInterface
    interface AppendOf {
        Append of(int writer);
    }

    /**
     * What a round came to.
     *
     * @param records how many were written, those of the running start included
     * @param figures what {@link DurableSuite#aspects} names
     */
    record Outcome(long records, double[] figures) {}

    /** Writes for a round's time, or until its bytes are used up. */
    Outcome run(Effort effort, int valueBytes, AppendOf appends) throws IOException, InterruptedException {
        Round round = new Round(effort.nanos(), Math.max(count, effort.bytesMax() / valueBytes));
        try (ExecutorService threads = threads()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Append append = appends.of(i);
                writers.add(threads.submit(() -> {
                    round.write(append);
                    return true;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get(effort.nanos() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX), TimeUnit.NANOSECONDS);
            }
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("a writer did not come to its end", failure);
        }
        return round.outcome();
    }

    private ExecutorService threads() {
        return switch (kind) {
            case VIRTUAL -> Executors.newVirtualThreadPerTaskExecutor();
            case PLATFORM -> Executors.newFixedThreadPool(count);
        };
    }

    /** What the writers of one round share. The running start ends after its part of the time or of the bytes. */
    private static final class Round {

        private final long nanos;
        private final long recordsMax;
        private final long startDeadlineNanos;
        private final AtomicLong countedNanos;
        private final AtomicLong lastNanos = new AtomicLong();
        private final AtomicLong records = new AtomicLong();
        private final Latencies latencies = new Latencies();

        private Round(long nanos, long recordsMax) {
            this.nanos = nanos;
            this.recordsMax = recordsMax;
            this.startDeadlineNanos = System.nanoTime() + nanos / RUNNING_START_PART;
            this.countedNanos = new AtomicLong(startDeadlineNanos);
        }

        private void write(Append append) throws IOException {
            long start = System.nanoTime();
            boolean counted = false; // each writer counts one at least, however long the machine stands still
            while (!counted || (start - countedNanos.get() < nanos && records.get() < recordsMax)) {
                append.append();
                long end = System.nanoTime();
                if (start - countedNanos.get() >= 0) {
                    latencies.add(end - start);
                    counted = true;
                } else if (records.get() > recordsMax / RUNNING_START_PART) {
                    countedNanos.compareAndSet(startDeadlineNanos, end);
                }
                records.getAndIncrement();
                start = end;
            }
            lastNanos.accumulateAndGet(start - countedNanos.get(), Math::max);
        }

        private Outcome outcome() {
            return new Outcome(records.get(), figures(latencies, lastNanos.get()));
        }
    }

    /** The figures of a round in which so much time was counted. */
    static double[] figures(Latencies latencies, long nanos) {
        if (latencies.count() == 0) {
            throw new IllegalStateException(
                    "nothing was counted: the round's bytes suffice for its running start only");
        }
        return new double[] {
            latencies.count() / (nanos / 1e9),
            latencies.quantileMicros(0.5),
            latencies.quantileMicros(0.99),
            latencies.quantileMicros(0.999)
        };
    }
}
