package io.varve.testkit;

import io.varve.testkit.rig.Rigs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code testkit/run} starts: looks a verb up and does it. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    private static Map<String, Verb> verbs() {
        Map<String, Verb> verbs = new LinkedHashMap<>();
        verbs.putAll(Rigs.verbs());
        return verbs;
    }

    /** Does what the command line asks for and ends the process: with 0, or 1 where a check failed, or 2 for misuse. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, Verb> verbs = verbs();
        Verb verb = arguments.length == 0 ? null : verbs.get(arguments[0]);
        if (verb == null) {
            verbs.forEach((name, known) -> out.println("testkit/run " + name + " " + known.usage()));
            System.exit(arguments.length > 0 && arguments[0].equals("--help") ? 0 : MISUSED);
            return;
        }
        try {
            boolean passed = verb.run(List.of(arguments).subList(1, arguments.length), out);
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
