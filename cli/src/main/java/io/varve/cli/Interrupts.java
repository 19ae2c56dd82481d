package io.varve.cli;

/** Tells a command that the user wants it to end: Ctrl-C, or a polite kill. */
interface Interrupts {

    /**
     * From now on an interrupt runs this first, in a thread of its own, and the process ends when it returns; closing
     * the result takes it back.
     */
    Registration onInterrupt(Runnable action);

    /** Waits, up to a few seconds, until the command that was interrupted has ended. */
    void awaitEnd();

    /** What an interrupt would do; closing it makes it do nothing. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** For where no interrupt can come. */
    static Interrupts none() {
        return new Interrupts() {
            @Override
            public Registration onInterrupt(Runnable action) {
                return () -> {};
            }

            @Override
            public void awaitEnd() {
                // Nothing was interrupted.
            }
        };
    }
}
