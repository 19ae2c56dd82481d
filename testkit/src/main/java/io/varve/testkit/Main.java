package io.varve.testkit;

import io.varve.testkit.rig.Rigs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What {@code testkit/run} starts: a rig on the real thing, or a run on the simulated one. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    /** Does what the command line asks for and ends the process: with 0, or 1 where a check failed, or 2 for misuse. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, Verb> rigs = Rigs.verbs();
        Verb rig = arguments.length == 0 ? null : rigs.get(arguments[0]);
        if (rig == null) {
            if (List.of(arguments).contains("--help") || arguments.length == 0) {
                rigs.forEach((name, known) -> out.println("testkit/run " + name + " " + known.usage()));
            }
            io.varve.testkit.crash.Main.main(arguments);
            return;
        }
        try {
            boolean passed = rig.run(List.of(arguments).subList(1, arguments.length), out);
            System.exit(passed ? 0 : FAILED);
        } catch (IllegalArgumentException misuse) {
            System.err.println("testkit: " + misuse.getMessage());
            System.exit(MISUSED);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            failure.printStackTrace(System.err);
            System.exit(FAILED);
        }
    }
}
