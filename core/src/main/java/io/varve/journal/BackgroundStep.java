package io.varve.journal;

import io.varve.io.Failures;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step that runs on a thread of its own each time somebody asks for it; asking while it runs makes it run once more.
 * Whatever it throws is reported, and the thread goes on.
 */
final class BackgroundStep {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackgroundStep.class);

    private final Failures.Work work;
    private final Runnable step;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();

    // Guarded by the lock.
    private boolean wanted;
    private boolean closed;

    /** @param work what the step does; told how each run went */
    BackgroundStep(Failures.Work work, Runnable step) {
        this.work = work;
        this.step = step;
    }

    void ask() {
        lock.lock();
        try {
            wanted = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The loop of its thread. */
    void run() {
        while (awaitWanted()) {
            try {
                step.run();
                work.succeeded();
            } catch (Throwable failure) {
                LOGGER.warn("{} failed; it is tried again when it is needed", work.name(), failure);
                work.failed(failure);
            }
        }
    }

    private boolean awaitWanted() {
        lock.lock();
        try {
            while (!wanted && !closed) {
                signal.awaitUninterruptibly();
            }
            wanted = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the loop after the step under way. */
    void close() {
        lock.lock();
        try {
            closed = true;
            signal.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
