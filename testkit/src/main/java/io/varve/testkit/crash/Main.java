package io.varve.testkit.crash;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The command line of the test kit's long runs: {@code testkit/run crash --seconds 60}. */
public final class Main {

    private static final String USAGE = """
        usage: testkit/run crash   [--seconds N] [--seed N | --from N] [--rules R] [--threads N]
               testkit/run explore [--seconds N] [--seed N | --from N]
               testkit/run planted [--seconds N] [--from N] [--bug B]

          crash     seeded stores on a disk that crashes, and a checker of what every restart finds
          explore   short workloads, with a crash before every call and a failure of every call
          planted   bugs that are there on purpose, and which of the harnesses finds each; a process for each bug

          --seconds N   how long (default 60); planted: at most, for each harness and bug
          --seed N      this one seed only, with the latest calls of its disk
          --from N      seeds from this one on (default: a fresh one, which is printed)
          --rules R     posix-minimum, in-order or nothing-unforced only (default: each seed draws one)
          --threads N   how many at once (default: the processors)
          --bug B       the number of one planted bug, such as P2
        """;

    private Main() {}

    /** Runs what is asked for; the status is 0 only where everything held. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    static int run(List<String> arguments, PrintStream out) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            out.print(USAGE);
            return arguments.isEmpty() ? 2 : 0;
        }
        try {
            RunOptions options = RunOptions.parse(arguments.subList(1, arguments.size()));
            return switch (arguments.getFirst()) {
                case "crash" -> new CrashRun(options, out).run();
                case "explore" -> new ExploreRun(options, out).run();
                case "planted" -> new PlantedRun(options, out).run();
                default -> throw new IllegalArgumentException("unknown run '" + arguments.getFirst() + "'");
            };
        } catch (IllegalArgumentException wrong) {
            out.println("testkit: " + wrong.getMessage());
            out.print(USAGE);
            return 2;
        }
    }

    static String words(Enum<?> constant) {
        return String.join(
                " ",
                Arrays.asList(constant.name().toLowerCase(java.util.Locale.ROOT).split("_")));
    }
}
