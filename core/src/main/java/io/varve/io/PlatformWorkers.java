package io.varve.io;

import io.varve.error.ClosedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Daemon threads of the platform: one for each loop, and one for all timers, started by the first. All are called
 * {@code varve-…}. What a task throws is logged and ends nothing but the task.
 */
final class PlatformWorkers implements Workers {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformWorkers.class);

    /** The longest that closing waits for loops and the running timer task, in nanoseconds. */
    static final long CLOSE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long closeWaitNanos;
    private final ScheduledThreadPoolExecutor timers;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Those that were started and may not have ended; started while the lock is held, so that none looks ended early.
     */
    private final List<Thread> threads = new ArrayList<>();

    private boolean closed;

    PlatformWorkers(long closeWaitNanos) {
        this.closeWaitNanos = closeWaitNanos;
        this.timers = new ScheduledThreadPoolExecutor(1, this::timerThread);
        // Cancelled timers leave at once, so that many short waits do not pile up; those not due are dropped at close.
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private Thread timerThread(Runnable task) {
        lock.lock();
        try {
            Thread thread = daemon("timer", task);
            threads.add(thread);
            return thread;
        } finally {
            lock.unlock();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name("varve-" + name).unstarted(task);
    }

    private static void run(String name, Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.error("the task {} ended with an error that it did not handle itself", name, failure);
        }
    }

    @Override
    public void start(String name, Runnable loop) {
        lock.lock();
        try {
            checkOpen();
            threads.removeIf(thread -> !thread.isAlive());
            Thread thread = daemon(name, () -> run(name, loop));
            thread.start();
            threads.add(thread);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer after(long delayNanos, Runnable task) {
        lock.lock();
        try {
            checkOpen();
            Future<?> scheduled = timers.schedule(() -> run("timer", task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the set of workers");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits 30 s at most, whether or not the calling thread is interrupted; loops that have not ended by then are
     * named in the log and left to end by themselves. Called from one of its own threads it does not wait for that one.
     */
    @Override
    public void close() {
        List<Thread> ending;
        lock.lock();
        try {
            closed = true;
            ending = List.copyOf(threads);
            threads.clear();
        } finally {
            lock.unlock();
        }
        timers.shutdown();
        awaitEnd(ending);
    }

    private void awaitEnd(List<Thread> ending) {
        long deadlineNanos = System.nanoTime() + closeWaitNanos;
        boolean interrupted = false;
        for (Thread thread : ending) {
            interrupted |= awaitEnd(thread, deadlineNanos);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the calling thread was interrupted while it waited. */
    private boolean awaitEnd(Thread thread, long deadlineNanos) {
        boolean interrupted = false;
        long leftNanos = deadlineNanos - System.nanoTime();
        while (!thread.equals(Thread.currentThread()) && thread.isAlive() && leftNanos > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, leftNanos);
            } catch (InterruptedException _) {
                interrupted = true; // Kept for the caller: half-closed workers would be worse than a late answer.
            }
            leftNanos = deadlineNanos - System.nanoTime();
        }
        if (!thread.equals(Thread.currentThread()) && thread.isAlive()) {
            LOG.warn("{} has not ended {} ms after it should have", thread.getName(), closeWaitNanos / 1_000_000);
        }
        return interrupted;
    }
}
