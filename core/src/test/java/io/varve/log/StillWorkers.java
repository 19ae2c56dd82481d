package io.varve.log;

import io.varve.io.Workers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Workers that start nothing: what the background would do happens when a test says so, or not at all. */
final class StillWorkers implements Workers {

    private final List<Runnable> timers = new CopyOnWriteArrayList<>();

    @Override
    public void start(String name, Runnable loop) {}

    @Override
    public Timer after(long delayNanos, Runnable task) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    /** Runs what waits for its time; gives how much that was. */
    int fire() {
        List<Runnable> due = List.copyOf(timers);
        timers.removeAll(due);
        due.forEach(Runnable::run);
        return due.size();
    }

    @Override
    public void close() {}
}
