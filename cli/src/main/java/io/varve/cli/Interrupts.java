package io.varve.cli;

/** Tells a command that the user wants it to end: Ctrl-C, or a polite kill. */
interface Interrupts {

    /** Does some work; an interrupt meanwhile runs an action, in a thread of its own, before the process ends. */
    void during(Runnable work, Runnable action);

    /** Waits, up to a few seconds, until the command that was interrupted has ended. */
    void awaitEnd();

    /** For where no interrupt can come. */
    static Interrupts none() {
        return new Interrupts() {
            @Override
            public void during(Runnable work, Runnable action) {
                work.run();
            }

            @Override
            public void awaitEnd() {
                // Nothing was interrupted.
            }
        };
    }
}
