package io.varve.testkit.schedule;

import io.varve.error.ClosedException;
import io.varve.io.Workers;
import java.util.ArrayList;
import java.util.List;

/** An engine's threads and timers, as a {@link Schedule} runs them. One thread at a time. */
final class SimulatedWorkers implements Workers {

    private final Schedule schedule;
    private final List<Thread> loops = new ArrayList<>();
    private final List<SimulatedTimer> timers = new ArrayList<>();
    private boolean closed;

    SimulatedWorkers(Schedule schedule) {
        this.schedule = schedule;
    }

    /** A task that waits for its time. */
    final class SimulatedTimer implements Timer {

        private boolean cancelled;

        boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void cancel() {
            cancelled = true;
            timers.remove(this);
        }
    }

    @Override
    public void start(String name, Runnable loop) {
        checkOpen();
        loops.removeIf(thread -> !thread.isAlive());
        loops.add(schedule.start(name, loop));
    }

    /** The task is run by a thread of its own, since it may have to wait for a lock. */
    @Override
    public Timer after(long delayNanos, Runnable task) {
        checkOpen();
        SimulatedTimer timer = new SimulatedTimer();
        timers.add(timer);
        schedule.at(schedule.nowNanos() + Math.max(0, delayNanos), timer, () -> {
            timers.remove(timer);
            schedule.start("timer", task);
        });
        return timer;
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the set of workers");
        }
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(timers).forEach(SimulatedTimer::cancel);
        for (Thread loop : List.copyOf(loops)) {
            if (loop != Thread.currentThread()) {
                join(loop);
            }
        }
    }

    private static void join(Thread loop) {
        boolean interrupted = false;
        while (loop.isAlive()) {
            try {
                loop.join();
            } catch (InterruptedException _) {
                interrupted = true; // kept for the caller
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
