package io.varve.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code varve} command and where it starts. */
@Command(
        name = "varve",
        description = "An event log in a folder: append events, read them back.",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    private Main() {}

    /** The command with all that is under it. */
    static CommandLine create() {
        return new CommandLine(new Main());
    }

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(create().execute(arguments));
    }

    @Override
    public void run() {
        create().usage(System.out);
    }
}
