package io.varve.io;

/** The machine's own time. */
final class SystemClock implements Clock {

    static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long wallTimeMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long elapsedNanos() {
        return System.nanoTime();
    }
}
