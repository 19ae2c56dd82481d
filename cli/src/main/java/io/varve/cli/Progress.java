package io.varve.cli;

import java.util.Locale;

/** A line on the terminal that tells how far an input has been read; nothing where nobody looks. One thread. */
final class Progress implements AutoCloseable {

    private static final long INTERVAL_NANOS = 100_000_000;
    private static final int BAR_CHARACTERS = 30;

    /** The clock is looked at once for so many records. */
    private static final int CALLS_MASK = 0xff;

    private final Console console;
    private final InputSource source;
    private long shownNanos = System.nanoTime();
    private int calls;
    private boolean shown;

    Progress(Console console, InputSource source) {
        this.console = console;
        this.source = source;
    }

    /** Shows it, if it is time. */
    void show(long recordCount) {
        if (!console.isErrTerminal() || (calls++ & CALLS_MASK) != 0) {
            return;
        }
        long nowNanos = System.nanoTime();
        if (nowNanos - shownNanos >= INTERVAL_NANOS) {
            shownNanos = nowNanos;
            shown = true;
            console.err().print("\r" + line(recordCount) + "\u001b[K");
            console.err().flush();
        }
    }

    private String line(long recordCount) {
        long total = source.totalBytes();
        String done = Figures.count(recordCount, "record") + ", " + Figures.bytes(source.readBytes());
        if (total == 0) {
            return source.name() + ": " + done + " read";
        }
        double share = Math.min(1, (double) source.readBytes() / total);
        int full = (int) (share * BAR_CHARACTERS);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f %%  %s",
                source.name(),
                "=".repeat(full),
                " ".repeat(BAR_CHARACTERS - full),
                share * 100,
                done);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (shown) {
            console.err().print("\r\u001b[K");
            console.err().flush();
        }
    }
}
