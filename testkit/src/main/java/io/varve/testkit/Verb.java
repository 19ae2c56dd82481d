package io.varve.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** One thing that {@code testkit/run} can do. */
public interface Verb {

    /** What it takes and what it does, in a line or some, for the usage. */
    String usage();

    /**
     * Does it.
     *
     * @param arguments what follows the verb on the command line
     * @param out where figures and the verdict go
     * @return whether all of it passed
     * @throws IllegalArgumentException where the arguments cannot be followed; the message says why
     */
    boolean run(List<String> arguments, PrintStream out) throws IOException, InterruptedException;
}
