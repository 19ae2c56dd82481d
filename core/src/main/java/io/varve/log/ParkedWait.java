package io.varve.log;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for a watermark, however long it takes; used once. It enters before it sets off what raises the
 * watermark, so that it is told of a refusal too. An interrupt is kept for its owner.
 */
final class ParkedWait implements Watermark.Waiter {

    private final Thread thread = Thread.currentThread();
    private @Nullable RuntimeException failure;

    /** Written by the one who tells, after the failure; read by the thread that waits. */
    private volatile boolean done;

    /** Enters; the thread that does so is the one that waits. */
    ParkedWait(Watermark watermark, long offset) {
        watermark.whenReached(offset, this);
    }

    /** Returns when the watermark has reached the offset; throws why it has not. */
    void await() {
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            thread.interrupt();
        }
        RuntimeException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public void done(@Nullable RuntimeException reason) {
        failure = reason;
        done = true;
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }
}
