package io.varve.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One writer that hands in records without waiting for each, as long as no more than so many are under way. It goes on
 * when half of them are safe, so that it is not woken for each.
 *
 * @param recordsMax how many are under way at most
 */
record InFlight(int recordsMax) {

    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** Hands in a record. */
    @FunctionalInterface
    interface Submit {
        void submit(Answer answer) throws IOException;
    }

    /** Hears, on any thread, how it went with a record. */
    @FunctionalInterface
    interface Answer {
        void answer(@Nullable Throwable failure);
    }

    /** Writes for a round's time, or until its bytes are used up; the last answer ends the time. */
    Writers.Outcome run(Effort effort, int valueBytes, Submit submit) throws IOException {
        Round round = new Round(recordsMax, Thread.currentThread());
        long recordsEnd = Math.max(recordsMax, effort.bytesMax() / valueBytes);
        long runningStart = round.write(
                submit, effort.nanos() / Writers.RUNNING_START_PART, recordsEnd / Writers.RUNNING_START_PART);
        round.awaitUnderWay(0);
        round.latencies = new Latencies();
        long start = System.nanoTime();
        long counted = round.write(submit, effort.nanos(), recordsEnd);
        round.awaitUnderWay(0);
        long nanos = System.nanoTime() - start;
        return new Writers.Outcome(runningStart + counted, Writers.figures(round.latencies, nanos));
    }

    /** What the writer and those who answer share. */
    private static final class Round {

        private final int recordsMax;
        private final Thread writer;
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();

        /** Up to how many may be under way when the writer goes on; below 0 where it does not wait. */
        private volatile int awaited = -1;

        private volatile Latencies latencies = new Latencies();

        private Round(int recordsMax, Thread writer) {
            this.recordsMax = recordsMax;
            this.writer = writer;
        }

        private long write(Submit submit, long nanos, long recordsEnd) throws IOException {
            long written = 0;
            long begin = System.nanoTime();
            long start = begin;
            while (written < recordsEnd && start - begin < nanos) {
                if (underWay.get() >= recordsMax) {
                    awaitUnderWay(recordsMax / 2);
                    start = System.nanoTime();
                }
                underWay.incrementAndGet();
                long handedIn = start;
                submit.submit(failure -> answered(handedIn, failure));
                written++;
                start = System.nanoTime();
            }
            return written;
        }

        private void answered(long handedIn, @Nullable Throwable failure) {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
            latencies.add(System.nanoTime() - handedIn);
            if (underWay.decrementAndGet() == awaited) {
                LockSupport.unpark(writer);
            }
        }

        private void awaitUnderWay(int most) throws IOException {
            long begin = System.nanoTime();
            awaited = most;
            while (underWay.get() > most) {
                LockSupport.parkNanos(this, ANSWER_NANOS_MAX);
                if (System.nanoTime() - begin > ANSWER_NANOS_MAX) {
                    throw new IOException(underWay.get() + " records were never answered");
                }
            }
            awaited = -1;
            Throwable failure = failed.get();
            if (failure != null) {
                throw new IOException("a record was refused", failure);
            }
        }
    }
}
