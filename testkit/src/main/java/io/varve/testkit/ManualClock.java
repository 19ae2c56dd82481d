package io.varve.testkit;

import io.varve.io.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Wall time that a test sets, forward or back; elapsed time is the machine's own.
 *
 * <p>Threads: any.
 */
public final class ManualClock implements Clock {

    private final AtomicLong wallTimeMs;

    /** Stands still at a time, in ms since 1970, until it is moved. */
    public ManualClock(long wallTimeMs) {
        this.wallTimeMs = new AtomicLong(wallTimeMs);
    }

    @Override
    public long wallTimeMs() {
        return wallTimeMs.get();
    }

    @Override
    public long elapsedNanos() {
        return Clock.system().elapsedNanos();
    }

    /** Moves wall time by so many ms, back where they are below zero. */
    public void move(long deltaMs) {
        wallTimeMs.addAndGet(deltaMs);
    }
}
