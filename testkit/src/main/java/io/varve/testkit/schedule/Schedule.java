package io.varve.testkit.schedule;

import io.varve.io.Clock;
import io.varve.io.Entropy;
import io.varve.io.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs threads one at a time, in an order that a seed picks, in a time of its own. A thread goes on until it waits,
 * ends or comes to a {@link #point}; then one of those that can go on is picked. When none can, time jumps to the next
 * timer.
 *
 * <p>The threads are virtual ones whose carrier is the thread that called {@link #run}: so locks, conditions, futures
 * and parking work as ever. Monitors that are contended and timed waits do not, as the platform would wake their
 * threads at a moment of its own; an engine that keeps to its seams has neither.
 *
 * <p>Threads: all methods but {@link #run} and {@link #start} are for its own threads.
 */
public final class Schedule {

    private static final long STEPS_MAX = 20_000_000;

    /** Longer than anything in an engine waits. */
    private static final long IDLE_NANOS_MAX = 3_600_000_000_000L;

    /** How often it is looked whether the platform has given what is the process's: memory, a monitor, a class. */
    private static final long OUTSIDE_WAIT_NANOS = 100_000;

    /** Nobody outside needs longer than this, 30 s, on the busiest machine. */
    private static final int OUTSIDE_WAITS_MAX = 300_000;

    /** How long it is waited for a wake-up that nothing announces, 2 s. */
    private static final int LAST_WAITS_MAX = 20_000;

    /** How a run ended. */
    public enum Ending {
        /** The first thread ended. */
        DONE,
        /** A thread called {@link #halt}. */
        HALTED,
        /** The first thread waits, and nobody will wake it; or all go on for ever. */
        STUCK
    }

    private record Task(long dueNanos, long number, Runnable step, SimulatedWorkers.@Nullable SimulatedTimer timer)
            implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueNanos, other.dueNanos);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final SplittableRandom random;
    private final SplittableRandom identities;
    private final VirtualThreads threads = new VirtualThreads(this::ready);

    /** Filled by whoever wakes a thread, emptied by the one who runs them. */
    private final ConcurrentLinkedQueue<Runnable> woken = new ConcurrentLinkedQueue<>();

    private final List<Runnable> runnable = new ArrayList<>();
    private final List<Thread> started = new ArrayList<>();
    private final PriorityQueue<Task> timers = new PriorityQueue<>();
    private final List<Throwable> uncaught = new ArrayList<>();

    /** How many in a hundred points make the thread give way. */
    private final int yieldPercent;

    /** Whether the thread that waits longest goes next; else any. */
    private final boolean inTurn;

    private long nowNanos;
    private long wallOffsetMs;
    private long timerCount;
    private long steps;
    private long hash = 1469598103934665603L;
    private boolean halted;
    private boolean mainDone;

    /**
     * @param seed decides the order
     * @param startWallMs what time it is, in ms since 1970
     */
    public Schedule(long seed, long startWallMs) {
        this.random = new SplittableRandom(seed);
        this.identities = random.split();
        this.wallOffsetMs = startWallMs;
        this.yieldPercent = random.nextInt(4) * 30;
        this.inTurn = random.nextInt(4) == 0;
    }

    /**
     * Called by whoever wakes a thread: one of ours, or the platform, where ours waits for something of the process's.
     */
    private void ready(Runnable continuation) {
        woken.add(continuation);
    }

    private void takeWoken() {
        for (Runnable next = woken.poll(); next != null; next = woken.poll()) {
            runnable.add(next);
        }
    }

    /**
     * Waits until none of the threads is held up by the platform: in a monitor, or in a timed wait, as where memory is
     * short. Nobody of ours goes on meanwhile, and no time passes, so that such a wait changes nothing.
     */
    private void awaitPlatform() {
        for (int tries = 0; tries < OUTSIDE_WAITS_MAX && isHeldUp(); tries++) {
            LockSupport.parkNanos(OUTSIDE_WAIT_NANOS);
        }
        takeWoken();
    }

    /** Whether a thread neither waits for one of ours nor can go on. */
    private boolean isHeldUp() {
        takeWoken();
        int others = 0;
        for (int index = 0; index < started.size(); index++) {
            others += waitsForOurs(started.get(index)) ? 0 : 1;
        }
        return others > runnable.size();
    }

    /** Whether it is over, or parked as locks and conditions do it; whoever waits in a monitor names no blocker. */
    private static boolean waitsForOurs(Thread thread) {
        return switch (thread.getState()) {
            case TERMINATED -> true;
            case WAITING -> LockSupport.getBlocker(thread) != null;
            case NEW, RUNNABLE, BLOCKED, TIMED_WAITING -> false;
        };
    }

    /** Whether the platform wakes a thread of ours within a moment, where nobody of ours will. */
    private boolean isWokenFromOutside() {
        for (int tries = 0; tries < LAST_WAITS_MAX && woken.isEmpty(); tries++) {
            LockSupport.parkNanos(OUTSIDE_WAIT_NANOS);
        }
        return !woken.isEmpty();
    }

    /**
     * Runs the first thread and all that it starts, until it has ended.
     *
     * @param main what the first thread does
     */
    public Ending run(Runnable main) {
        start("main", () -> {
            try {
                main.run();
            } finally {
                mainDone = true;
            }
        });
        long idleSince = nowNanos;
        while (!mainDone && !halted) {
            awaitPlatform();
            if (runnable.isEmpty()) {
                if (timers.isEmpty() || nowNanos - idleSince > IDLE_NANOS_MAX) {
                    if (isWokenFromOutside()) {
                        idleSince = nowNanos;
                        continue;
                    }
                    return Ending.STUCK;
                }
                pass();
                continue;
            }
            if (++steps > STEPS_MAX) {
                return Ending.STUCK;
            }
            step();
        }
        return halted ? Ending.HALTED : Ending.DONE;
    }

    private void step() {
        int waiting = runnable.size();
        int index = inTurn || waiting == 1 ? 0 : random.nextInt(waiting);
        event((long) waiting << 32 | index);
        runnable.remove(index).run();
    }

    private void pass() {
        Task next = timers.remove();
        if (next.timer() != null && next.timer().isCancelled()) {
            return;
        }
        nowNanos = Math.max(nowNanos, next.dueNanos());
        event(nowNanos);
        next.step().run();
    }

    /** Starts a thread. */
    public Thread start(String name, Runnable task) {
        Thread thread = threads.start(name, () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                uncaught.add(failure);
            }
        });
        started.removeIf(other -> !other.isAlive());
        started.add(thread);
        return thread;
    }

    /** Where its threads stand, for findings. */
    public List<String> stacks() {
        List<String> stacks = new ArrayList<>();
        stacks.add(steps + " steps, " + nowNanos / 1_000_000 + " ms, " + timers.size() + " timers, " + runnable.size()
                + " threads that can go on");
        for (Thread thread : started) {
            if (thread.isAlive()) {
                stacks.add(thread.getName() + " (" + thread.getState() + ")");
                for (StackTraceElement frame : thread.getStackTrace()) {
                    stacks.add("    at " + frame);
                }
            }
        }
        return stacks;
    }

    /** What threads ended with that did not handle it. */
    public List<Throwable> uncaught() {
        return List.copyOf(uncaught);
    }

    /** A place where another thread may go on; elsewhere than in a thread of a schedule it does nothing. */
    @SuppressWarnings("ThreadPriorityCheck") // here the thread scheduler is ours
    public void point() {
        if (Thread.currentThread().isVirtual() && random.nextInt(100) < yieldPercent) {
            Thread.yield();
        }
    }

    /** Waits for a time. */
    public void sleep(long nanos) {
        Thread self = Thread.currentThread();
        boolean[] over = new boolean[1];
        at(nowNanos + nanos, null, () -> {
            over[0] = true;
            LockSupport.unpark(self);
        });
        while (!over[0]) {
            LockSupport.park(this);
        }
    }

    void at(long dueNanos, SimulatedWorkers.@Nullable SimulatedTimer timer, Runnable step) {
        timers.add(new Task(dueNanos, timerCount++, step, timer));
    }

    /** Stops everything: no thread does another step, this one neither. Does not return. */
    public void halt() {
        halted = true;
        while (true) {
            LockSupport.park(this);
        }
    }

    /** Whether everything has stopped. */
    public boolean isHalted() {
        return halted;
    }

    /** Notes something that happened: it becomes a part of the hash. */
    public void event(long what) {
        hash = (hash ^ what) * 1099511628211L;
        hash ^= hash >>> 29;
    }

    /** Over all that happened, in order. */
    public long eventHash() {
        return hash;
    }

    /** How many steps there were. */
    public long steps() {
        return steps;
    }

    /** Elapsed time now. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Lets wall time jump. */
    public void moveWallTime(long deltaMs) {
        wallOffsetMs += deltaMs;
    }

    /** Its time. */
    public Clock clock() {
        return new Clock() {
            @Override
            public long wallTimeMs() {
                return wallOffsetMs + nowNanos / 1_000_000;
            }

            @Override
            public long elapsedNanos() {
                return nowNanos;
            }
        };
    }

    /** Its randomness. */
    public Entropy entropy() {
        return new SeededEntropy(identities);
    }

    /** A fresh set of its threads and timers. */
    public Workers workers() {
        return new SimulatedWorkers(this);
    }
}
