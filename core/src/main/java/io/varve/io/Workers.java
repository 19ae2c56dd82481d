package io.varve.io;

/**
 * The seam to threads and timers. Tasks run on threads that nobody interrupts; whatever a task throws is the task's own
 * affair to report, and never ends a worker.
 */
public interface Workers extends AutoCloseable {

    /** Starts a long-running loop on a thread of its own; the loop ends by itself when its owner is closed. */
    void start(String name, Runnable loop);

    /** Runs a short, non-blocking task once, no sooner than a time from now. */
    Timer after(long delayNanos, Runnable task);

    /** Cancels all timers and waits for the loops to end; their owners must have told them to. */
    @Override
    void close();

    /** A task that waits for its time. */
    interface Timer {
        /** Keeps it from running if it has not begun. */
        void cancel();
    }

    /** A fresh set of daemon threads of the platform, called {@code varve-…}; whoever asks for it closes it. */
    static Workers platform() {
        return new PlatformWorkers(PlatformWorkers.CLOSE_WAIT_NANOS);
    }
}
