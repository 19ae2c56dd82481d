package io.varve.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param suites the suites to run, in this order
 * @param quick short rounds, few of them
 * @param rounds how many rounds count, where the command line says so
 * @param counted which time figures are made from
 * @param clean remove first what earlier runs have kept
 * @param only run only rows whose metric holds this text; empty for all
 * @param target where {@code bench.json} and the scratch folder go
 */
record Options(
        List<String> suites,
        boolean quick,
        Optional<Integer> rounds,
        Stopwatch.Kind counted,
        boolean clean,
        String only,
        Path target) {

    static final String USAGE = """
        usage: bench/run SUITE... [--quick] [--rounds N] [--only TEXT] [--clean] [--target DIR]

        suites: %s
          --quick       short rounds: at most 90 s a suite
          --rounds N    N rounds of each side count (7, quick: 3)
          --only TEXT   only the rows whose metric holds TEXT
          --processor   count the time of all processors that work for this process, where the
                        machine is too busy for time on the wall; hand-offs and the suites
                        durable and open stay as they are
          --clean       remove first what is kept between runs: the store that 'open' opens, which
                        is large and slow to make; without a suite that is all that is done
          --target DIR  where bench.json and the scratch files go (bench/target)
        """;

    private static final int ROUNDS_MAX = 1000;

    /** Leaves room within the 90 s for the round that is under way when time is up. */
    private static final long QUICK_SUITE_NANOS_MAX = 75_000_000_000L;

    /**
     * Reads a command line.
     *
     * @param known the suites that there are
     */
    static Options parse(List<String> arguments, List<String> known) throws UsageException {
        List<String> suites = new ArrayList<>();
        boolean quick = false;
        boolean clean = false;
        Optional<Integer> rounds = Optional.empty();
        String only = "";
        Stopwatch.Kind counted = Stopwatch.Kind.WALL;
        Path target = Path.of("bench", "target");
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--quick" -> quick = true;
                case "--clean" -> clean = true;
                case "--processor" -> counted = Stopwatch.Kind.PROCESSOR;
                case "--rounds" -> rounds = Optional.of(count(value(arguments, ++i, argument)));
                case "--only" -> only = value(arguments, ++i, argument);
                case "--target" -> target = Path.of(value(arguments, ++i, argument));
                default -> suites.add(suite(argument, known));
            }
        }
        if (suites.isEmpty() && !clean) {
            throw new UsageException("name a suite: " + String.join(", ", known));
        }
        return new Options(
                suites.stream().distinct().toList(),
                quick,
                rounds,
                counted,
                clean,
                only.toLowerCase(Locale.ROOT),
                target);
    }

    private static String suite(String argument, List<String> known) throws UsageException {
        if (argument.startsWith("-")) {
            throw new UsageException("unknown option " + argument + "; see bench/run --help");
        }
        if (!known.contains(argument)) {
            throw new UsageException("unknown suite " + argument + "; there are " + String.join(", ", known));
        }
        return argument;
    }

    private static String value(List<String> arguments, int index, String option) throws UsageException {
        if (index >= arguments.size()) {
            throw new UsageException(option + " needs a value; see bench/run --help");
        }
        return arguments.get(index);
    }

    private static int count(String text) throws UsageException {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= ROUNDS_MAX) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // said below, as for a number out of range
        }
        throw new UsageException("--rounds " + text + ": expected a number from 1 to " + ROUNDS_MAX);
    }

    /** Whether a row is wanted. */
    boolean wants(Row row) {
        return row.metric().toLowerCase(Locale.ROOT).contains(only);
    }

    /** How many rounds of each side are counted. */
    int countedRounds() {
        return rounds.orElse(quick ? 3 : 7);
    }

    /** How many rounds of each side are not. */
    int warmUpRounds() {
        return quick ? 1 : 2;
    }

    /** How long a suite may take; where the number of rounds is given, that decides. */
    long suiteNanosMax() {
        return quick && rounds.isEmpty() ? QUICK_SUITE_NANOS_MAX : Rounds.UNBOUNDED;
    }

    /** How much each round takes. */
    Effort effort() {
        return quick
                ? new Effort(300_000_000L, 256L << 20, 1_000_000, counted)
                : new Effort(1_000_000_000L, 1L << 30, 4_000_000, counted);
    }
}
