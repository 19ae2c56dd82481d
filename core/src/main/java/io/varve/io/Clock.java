package io.varve.io;

/** The seam to time. Wall time may jump either way; elapsed time never goes back. */
public interface Clock {

    /** Wall time in ms since 1970. */
    long wallTimeMs();

    /** Elapsed time in nanoseconds since some fixed moment. */
    long elapsedNanos();

    /** The machine's own time. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
