package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Failures;
import io.varve.io.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spills logs in the background: those that ask for it at once, and those that have something in memory after a short
 * while. Each log stands in a queue at most once, so the queues are bounded by the number of logs, and one timer serves
 * them all.
 *
 * <p>Threads: asked by any thread; spills on its own.
 */
public final class Spiller implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Spiller.class);

    /** How long records may stay in memory only: long enough for large writes, short against what a person notices. */
    private static final long LINGER_NANOS = 10_000_000L;

    /** How long records that the journal has may stay in memory: nobody waits for them to be in a segment. */
    private static final long JOURNALED_LINGER_NANOS = 1_000_000_000L;

    /** Two, so that one log's slow device does not hold up all others. */
    private static final int THREADS = 2;

    /** What can be spilled. */
    interface Spillable {
        /**
         * Spills what is in memory now; reports its own failures, and may throw as well.
         *
         * @param urgent whether all of it is to be in a segment afterwards, even what the journal has
         */
        void spill(boolean urgent);

        /** The marks of the queues, guarded by the spiller's lock. */
        Marks marksOfSpiller();
    }

    /** Where a log stands; guarded by the spiller's lock. */
    static final class Marks {
        private boolean ready;
        private boolean lingering;
        private boolean lingeringLong;
        private boolean urgent;

        /** Whether a thread spills it now: a second one would only wait for the first. */
        private boolean spilling;

        /** Whether it asked again meanwhile. */
        private boolean again;
    }

    private final Workers workers;
    private final Failures.Work spills;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Spillable> ready = new ArrayDeque<>();
    private List<Spillable> lingering = new ArrayList<>();
    private List<Spillable> lingeringLong = new ArrayList<>();
    private boolean closed;

    /**
     * @param workers give it its threads and its timer
     * @param failures told of what fails
     */
    public Spiller(Workers workers, Failures failures) {
        this.workers = workers;
        this.spills = failures.of("writing from memory to segments");
    }

    /** Starts its threads: when nothing that belongs to the store can fail any more without closing it. */
    void start() {
        for (int thread = 0; thread < THREADS; thread++) {
            workers.start("spill-" + thread, this::run);
        }
    }

    /** Spills a log as soon as a thread is free. */
    void soon(Spillable log) {
        lock.lock();
        try {
            enqueue(log, true);
        } finally {
            lock.unlock();
        }
    }

    /** Spills a log whose records the journal has, when more will have come. */
    void eventually(Spillable log) {
        lock.lock();
        try {
            if (!log.marksOfSpiller().lingeringLong && !closed) {
                log.marksOfSpiller().lingeringLong = true;
                lingeringLong.add(log);
                if (lingeringLong.size() == 1) {
                    workers.after(JOURNALED_LINGER_NANOS, this::everythingThatLingersLong);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Spills a log within the linger. */
    void later(Spillable log) {
        lock.lock();
        try {
            if (log.marksOfSpiller().lingering || log.marksOfSpiller().ready || closed) {
                return;
            }
            log.marksOfSpiller().lingering = true;
            lingering.add(log);
            if (lingering.size() == 1) {
                workers.after(LINGER_NANOS, this::lingerIsOver);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Spills all logs that have something in memory: a writer waits for room. */
    public void everythingThatLingers() {
        lock.lock();
        try {
            release(true);
            releaseLong();
        } finally {
            lock.unlock();
        }
    }

    private void lingerIsOver() {
        lock.lock();
        try {
            release(false);
        } finally {
            lock.unlock();
        }
    }

    private void everythingThatLingersLong() {
        lock.lock();
        try {
            releaseLong();
        } finally {
            lock.unlock();
        }
    }

    private void release(boolean urgent) {
        List<Spillable> due = lingering;
        lingering = new ArrayList<>();
        for (Spillable log : due) {
            log.marksOfSpiller().lingering = false;
            enqueue(log, urgent);
        }
    }

    private void releaseLong() {
        List<Spillable> due = lingeringLong;
        lingeringLong = new ArrayList<>();
        for (Spillable log : due) {
            log.marksOfSpiller().lingeringLong = false;
            enqueue(log, true);
        }
    }

    private void enqueue(Spillable log, boolean urgent) {
        Marks marks = log.marksOfSpiller();
        marks.urgent |= urgent;
        if (marks.spilling) {
            marks.again = true;
        } else if (!marks.ready && !closed) {
            marks.ready = true;
            ready.addLast(log);
            work.signal();
        }
    }

    private void run() {
        Spillable log = next();
        while (log != null) {
            spill(log, takeUrgent(log));
            spilled(log);
            log = next();
        }
    }

    /** A log to spill, taken out of the queue, so that it may ask again while it is being spilled; null at the end. */
    private @Nullable Spillable next() {
        lock.lock();
        try {
            while (ready.isEmpty() && !closed) {
                work.awaitUninterruptibly();
            }
            Spillable log = ready.pollFirst();
            if (log != null) {
                log.marksOfSpiller().ready = false;
                log.marksOfSpiller().spilling = true;
            }
            return log;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeUrgent(Spillable log) {
        lock.lock();
        try {
            boolean urgent = log.marksOfSpiller().urgent;
            log.marksOfSpiller().urgent = false;
            return urgent;
        } finally {
            lock.unlock();
        }
    }

    private void spilled(Spillable log) {
        lock.lock();
        try {
            Marks marks = log.marksOfSpiller();
            marks.spilling = false;
            if (marks.again) {
                marks.again = false;
                enqueue(log, marks.urgent);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A log that fails has told those who wait for it; the thread goes on with the others, whatever happened. */
    private void spill(Spillable log, boolean urgent) {
        try {
            log.spill(urgent);
            spills.succeeded();
        } catch (StorageFailedException failure) {
            if (failure.kind() == StorageFailedException.Kind.NO_SPACE) {
                return; // a state of the store, which has told of it
            }
            // one line: whoever waits, or asks the log for anything later, is told with all that belongs to it
            LOGGER.error("{} takes no more appends until the store is opened again: {}", log, failure.getMessage());
            spills.failed(failure);
        } catch (Throwable failure) {
            LOGGER.error("spilling {} failed; it takes no more appends until the store is opened again", log, failure);
            spills.failed(failure);
        }
    }

    /** Ends its threads once the queue is empty; nothing may be asked of it any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
