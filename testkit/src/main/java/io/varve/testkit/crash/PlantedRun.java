package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Plants each bug and says which harness catches it, and how fast. One thread. */
final class PlantedRun {

    private static final long NANOS = 1_000_000_000L;
    private static final Explorer.Budget SMALL = new Explorer.Budget(2, 50, 1);

    /** What a harness needed to find a bug; empty where it did not. */
    private record Catch(long tries, double seconds, HistoryViolation.Kind kind) {}

    private final RunOptions options;
    private final PrintStream out;

    PlantedRun(RunOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    int run() {
        PlantedBug[] bugs = PlantedBug.values();
        long nanosEach = Math.max(1, options.seconds()) * NANOS / bugs.length / 2;
        out.println("planted: " + bugs.length + " bugs, seeds from " + options.from() + " on");
        int missed = 0;
        for (PlantedBug bug : bugs) {
            Optional<Catch> crash = crash(bug, System.nanoTime() + nanosEach);
            Optional<Catch> explore = explore(bug, System.nanoTime() + nanosEach);
            out.println(String.format(
                    Locale.ROOT,
                    "%-4s %-28s crash: %-42s explore: %s",
                    bug.number(),
                    Main.words(bug),
                    text(crash, "seeds"),
                    text(explore, "states")));
            missed += crash.isEmpty() && explore.isEmpty() ? 1 : 0;
        }
        out.println((bugs.length - missed) + " passed, " + missed + " failed");
        return missed == 0 ? 0 : 1;
    }

    private static String text(Optional<Catch> found, String unit) {
        return found.map(caught -> String.format(
                        Locale.ROOT,
                        "%s after %d %s, %.2f s",
                        Main.words(caught.kind()),
                        caught.tries(),
                        unit,
                        caught.seconds()))
                .orElse("not caught");
    }

    private Optional<Catch> crash(PlantedBug bug, long untilNanos) {
        long begun = System.nanoTime();
        long tried = 0;
        while (System.nanoTime() < untilNanos) {
            tried++;
            Simulation.Outcome outcome =
                    Simulation.run(options.from() + tried, CrashRules.NOTHING_UNFORCED, bug.planted());
            if (!outcome.failure().isEmpty()) {
                return Optional.of(new Catch(
                        tried, seconds(begun), outcome.failure().getFirst().kind()));
            }
        }
        return Optional.empty();
    }

    private Optional<Catch> explore(PlantedBug bug, long untilNanos) {
        long begun = System.nanoTime();
        long states = 0;
        List<HistoryViolation> found = new ArrayList<>();
        for (ShortWorkload workload : ShortWorkload.all()) {
            Explorer explorer = new Explorer(
                    SMALL,
                    options.from(),
                    () -> found.isEmpty() && System.nanoTime() < untilNanos,
                    bug.planted(),
                    found::add);
            explorer.crash(workload);
            explorer.strike(workload);
            states += explorer.states() + explorer.faultRuns();
            if (!found.isEmpty()) {
                return Optional.of(
                        new Catch(states, seconds(begun), found.getFirst().kind()));
            }
        }
        return Optional.empty();
    }

    private static double seconds(long begunNanos) {
        return (System.nanoTime() - begunNanos) / (double) NANOS;
    }
}
