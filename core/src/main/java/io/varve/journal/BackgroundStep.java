package io.varve.journal;

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

    private final String name;
    private final Runnable step;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();

    // Guarded by the lock.
    private boolean wanted;
    private boolean closed;

    BackgroundStep(String name, Runnable step) {
        this.name = name;
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
            } catch (Throwable failure) {
                LOGGER.warn("{} failed; it is tried again when it is needed", name, failure);
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
