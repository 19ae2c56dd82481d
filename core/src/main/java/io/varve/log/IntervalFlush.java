package io.varve.log;

import io.varve.io.Workers;
import io.varve.record.Durability;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a log forced in the background every so many records, or so long after the first one that is not durable, as
 * {@code flush.messages} and {@code flush.ms} say. That bounds what a crash of the machine takes from a topic which
 * does not promise DISK; one that does needs none of it.
 *
 * <p>Threads: any. A log has one timer at most, and only while something in it is not durable.
 */
final class IntervalFlush {

    private final Workers workers;
    private final Watermark durable;
    private final Supplier<LogConfig> config;
    private final Runnable spillSoon;
    private final ReentrantLock lock = new ReentrantLock();

    /** Present while a record waits for its time; written under the lock, read by anyone. */
    private volatile Workers.@Nullable Timer timer;

    /** Set by whoever finds that a force is due, taken by the spiller. */
    private volatile boolean due;

    /** Guarded by the lock. */
    private boolean closed;

    /**
     * @param durable how far the log is forced or in the journal
     * @param config what holds now
     * @param spillSoon has the log spilled, and then {@link #takeDue} asked
     */
    IntervalFlush(Workers workers, Watermark durable, Supplier<LogConfig> config, Runnable spillSoon) {
        this.workers = workers;
        this.durable = durable;
        this.config = config;
        this.spillSoon = spillSoon;
    }

    /** That of a log. */
    static IntervalFlush of(PartitionLog log, Watermarks watermarks, LogShared shared) {
        return new IntervalFlush(
                shared.workers(),
                watermarks.durable(),
                log::config,
                () -> shared.spiller().soon(log));
    }

    /** Told of the log's end after each append. */
    void appended(long endOffset) {
        FlushInterval interval = interval();
        if (!interval.isSet()) {
            return;
        }
        long waiting = endOffset - durable.offset();
        if (waiting >= interval.messages()) {
            force();
        } else if (waiting > 0 && interval.ms() != FlushInterval.NEVER && timer == null) {
            arm();
        }
    }

    private FlushInterval interval() {
        LogConfig now = config.get();
        return now.durability() == Durability.DISK ? FlushInterval.NONE : now.flush();
    }

    /** Told that other intervals hold: they count from now on. */
    void altered(long endOffset) {
        disarm();
        appended(endOffset);
    }

    private void arm() {
        lock.lock();
        try {
            long intervalMs = interval().ms(); // read here, so that one that was altered meanwhile is not armed
            if (timer == null && !closed && intervalMs != FlushInterval.NEVER) {
                timer = workers.after(TimeUnit.MILLISECONDS.toNanos(intervalMs), this::timeIsOver);
            }
        } finally {
            lock.unlock();
        }
    }

    private void timeIsOver() {
        lock.lock();
        try {
            timer = null; // before the force is asked for: a record that comes later has a time of its own
        } finally {
            lock.unlock();
        }
        force();
    }

    private void force() {
        if (!due) {
            due = true;
            spillSoon.run();
        }
    }

    /** Whether a force is due; after this call it is up to the caller, who must look for the log's end afterwards. */
    boolean takeDue() {
        boolean taken = due;
        due = false;
        return taken;
    }

    private void disarm() {
        lock.lock();
        try {
            Workers.Timer armed = timer;
            timer = null;
            if (armed != null) {
                armed.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it: nothing is asked for any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        disarm();
    }
}
