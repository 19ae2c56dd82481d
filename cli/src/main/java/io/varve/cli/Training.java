package io.varve.cli;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A rehearsal of the commands in one process, which the launcher has recorded as the archive that makes the next start
 * short (JEP 514). Whatever it leaves out still works, only starts slower; so it may fail without harm.
 */
final class Training {

    private Training() {}

    /** Runs what people run, into nowhere. */
    public static void main(String[] arguments) {
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
        Main.create().execute("--help");
    }
}
