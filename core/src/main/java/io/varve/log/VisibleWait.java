package io.varve.log;

import io.varve.io.Workers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One reader's wait for the visible end. It looks for a few microseconds before it parks, since the writer is often
 * about to finish and waking a thread costs more than that. It stands among the watermark's waiters at most once,
 * however often it is asked to wait, so that readers which poll an idle log leave nothing behind.
 *
 * <p>Threads: one waits; {@link #end} may come from any.
 */
public final class VisibleWait implements Watermark.Waiter {

    /** About 20 µs: less than parking and being woken takes. */
    private static final int SPINS = 400;

    private final Watermark visible;
    private final Workers workers;

    /** The thread that is parked or about to be; written by it, read by those who wake it. */
    private volatile @Nullable Thread waiting;

    /** Whether it stands among the waiters; set before it enters, cleared when it is told. */
    private volatile boolean entered;

    private volatile boolean ended;
    private volatile @Nullable RuntimeException failure;

    VisibleWait(Watermark visible, Workers workers) {
        this.visible = visible;
        this.workers = workers;
    }

    /**
     * Waits until the visible end is at least an offset.
     *
     * @return false where the time is over, the wait was ended, or the thread is interrupted, which keeps its flag
     */
    public boolean until(long offset, long atMostNanos) {
        for (int spin = 0; spin < SPINS; spin++) {
            if (visible.offset() >= offset) {
                return true;
            }
            if (atMostNanos <= 0 || ended) {
                return false;
            }
            Thread.onSpinWait();
        }
        AtomicBoolean expired =
                new AtomicBoolean(); // one for each wait: a late timer of an earlier one changes nothing
        waiting = Thread.currentThread();
        Workers.Timer timer = workers.after(atMostNanos, () -> {
            expired.set(true);
            wake();
        });
        try {
            while (visible.offset() < offset && !isOver(expired)) {
                enter(offset);
                if (visible.offset() < offset && !isOver(expired)) {
                    LockSupport.park(this);
                }
            }
        } finally {
            timer.cancel();
            waiting = null;
            if (ended) {
                visible.sweep(); // it may have entered after the end's own sweep
            }
        }
        RuntimeException reason = failure;
        if (visible.offset() < offset && reason != null) {
            throw reason;
        }
        return visible.offset() >= offset;
    }

    private boolean isOver(AtomicBoolean expired) {
        return expired.get()
                || ended
                || failure != null
                || Thread.currentThread().isInterrupted();
    }

    private void enter(long offset) {
        if (!entered) {
            entered = true;
            visible.whenReached(offset, this);
        }
    }

    @Override
    public void done(@Nullable RuntimeException reason) {
        failure = reason;
        entered = false;
        wake();
    }

    private void wake() {
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean isGone() {
        return ended;
    }

    /** Ends a wait under way and all later ones. */
    public void end() {
        ended = true;
        wake();
        if (entered) {
            visible.sweep();
        }
    }
}
