package io.varve.log;

import io.varve.io.Workers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Workers that start nothing: what the background would do happens when a test says so, or not at all. */
final class StillWorkers implements Workers {

    private record Waiting(long delayNanos, Runnable task) {}

    private final List<Waiting> timers = new CopyOnWriteArrayList<>();

    @Override
    public void start(String name, Runnable loop) {}

    @Override
    public Timer after(long delayNanos, Runnable task) {
        Waiting waiting = new Waiting(delayNanos, task);
        timers.add(waiting);
        return () -> timers.remove(waiting);
    }

    /** Runs what waits for its time; gives how much that was. */
    int fire() {
        List<Waiting> due = List.copyOf(timers);
        timers.removeAll(due);
        due.forEach(waiting -> waiting.task().run());
        return due.size();
    }

    /** How long those wait that have not run. */
    List<Long> delaysNanos() {
        return timers.stream().map(Waiting::delayNanos).toList();
    }

    @Override
    public void close() {}
}
