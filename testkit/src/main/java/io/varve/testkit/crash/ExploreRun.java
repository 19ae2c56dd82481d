package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Takes all short workloads apart, again and again, each time with another seed and a larger budget. One thread. */
final class ExploreRun {

    private static final long NANOS = 1_000_000_000L;
    private static final Explorer.Budget FIRST = new Explorer.Budget(6, 20, 7);
    private static final Explorer.Budget LATER = new Explorer.Budget(60, 3, 1);
    private static final int SHOWN_MAX = 20;

    private final RunOptions options;
    private final PrintStream out;
    private final CrashTotals totals = new CrashTotals();
    private long states;
    private long deepStates;
    private long faultRuns;
    private long workloads;
    private long violations;

    ExploreRun(RunOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    int run() {
        long begun = System.nanoTime();
        long until = begun + options.seconds() * NANOS;
        long seed = options.seed().orElse(options.from());
        out.println("explore: " + ShortWorkload.all().size() + " workloads, seeds from " + seed + " on, "
                + options.seconds() + " s");
        Explorer.Budget budget = FIRST;
        while (System.nanoTime() < until) {
            for (ShortWorkload workload : ShortWorkload.all()) {
                explore(workload, seed, budget, until);
            }
            seed++;
            budget = LATER;
        }
        return report((System.nanoTime() - begun) / (double) NANOS);
    }

    private void explore(ShortWorkload workload, long seed, Explorer.Budget budget, long untilNanos) {
        Explorer explorer = new Explorer(
                budget,
                seed,
                () -> System.nanoTime() < untilNanos,
                UnaryOperator.identity(),
                violation -> violated(violation, seed));
        explorer.crash(workload);
        explorer.strike(workload);
        totals.add(explorer.totals());
        states += explorer.states();
        deepStates += explorer.deepStates();
        faultRuns += explorer.faultRuns();
        workloads++;
    }

    private void violated(HistoryViolation violation, long seed) {
        violations++;
        if (violations <= SHOWN_MAX) {
            out.println("FAILED: " + violation.getMessage());
            out.println("  replay: testkit/run explore --seed " + seed);
        }
    }

    private int report(double seconds) {
        line("workloads", workloads);
        line("crash states", states);
        line("  in recoveries", deepStates);
        for (Map.Entry<CrashRules, Long> crashes : totals.crashesByRules().entrySet()) {
            line("  " + Main.words(crashes.getKey()), crashes.getValue());
        }
        line("states a minute", Math.round(states / seconds * 60));
        line("struck runs", faultRuns);
        totals.faults().forEach((fault, count) -> line("  " + fault, count));
        out.println((states + faultRuns - violations) + " passed, " + violations + " failed");
        return violations == 0 && states > 0 ? 0 : 1;
    }

    private void line(String name, long count) {
        out.println(String.format(Locale.ROOT, "%-22s %12d", name, count));
    }
}
