package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Runs seeds for a time, on several threads, and says what came out. */
final class CrashRun {

    private static final long NANOS = 1_000_000_000L;

    /** From this many seeds on each rare event must have been met. */
    private static final int SEEDS_FOR_COVERAGE = 3000;

    private static final int SHOWN_MAX = 20;

    private final RunOptions options;
    private final PrintStream out;
    private final AtomicLong nextSeed;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final CrashTotals totals = new CrashTotals();
    private final Map<HistoryViolation.Kind, Long> violations = new EnumMap<>(HistoryViolation.Kind.class);
    private long failed;

    CrashRun(RunOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.nextSeed = new AtomicLong(options.from());
    }

    int run() {
        long begunNanos = System.nanoTime();
        if (options.seed().isPresent()) {
            show(options.seed().getAsLong());
        } else {
            out.println("crash: seeds from " + options.from() + " on, " + options.seconds() + " s, " + options.threads()
                    + " threads");
            many(begunNanos + options.seconds() * NANOS);
        }
        return report((System.nanoTime() - begunNanos) / (double) NANOS);
    }

    private void show(long seed) {
        Simulation.Outcome outcome = simulate(seed);
        count(outcome);
        if (!outcome.failure().isEmpty()) {
            outcome.trace().forEach(line -> out.println("  " + line));
            outcome.failure().getFirst().printStackTrace(out);
        }
        out.println("seed " + seed + ", hash of all steps " + Long.toHexString(outcome.eventHash()));
    }

    private Simulation.Outcome simulate(long seed) {
        return options.rules().map(rules -> Simulation.run(seed, rules)).orElseGet(() -> Simulation.run(seed));
    }

    private void many(long untilNanos) {
        List<Thread> threads = new ArrayList<>();
        for (int index = 0; index < options.threads(); index++) {
            threads.add(Thread.ofPlatform().name("crash-" + index).start(() -> {
                while (System.nanoTime() < untilNanos) {
                    count(simulate(nextSeed.getAndIncrement()));
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("the run was interrupted", interrupted);
            }
        }
    }

    private void count(Simulation.Outcome outcome) {
        lock.lock();
        try {
            totals.add(outcome.totals());
            if (outcome.failure().isEmpty()) {
                return;
            }
            failed++;
            HistoryViolation violation = outcome.failure().getFirst();
            violations.merge(violation.kind(), 1L, Long::sum);
            if (failed <= SHOWN_MAX || violation.kind() == HistoryViolation.Kind.STUCK) {
                out.println("seed " + outcome.seed() + " FAILED: " + violation.getMessage());
                out.println("  replay: testkit/run crash --seed " + outcome.seed() + rulesOption());
                if (violation.kind() == HistoryViolation.Kind.STUCK) {
                    outcome.trace().forEach(line -> out.println("  " + line));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private String rulesOption() {
        return options.rules().map(rules -> " --rules " + name(rules)).orElse("");
    }

    private int report(double seconds) {
        line("seeds", totals.seeds(), "");
        List<String> crashes = new ArrayList<>();
        for (CrashRules rules : CrashRules.values()) {
            crashes.add(name(rules) + " " + totals.crashesByRules().getOrDefault(rules, 0L));
        }
        long perMinute = Math.round(totals.crashes() / seconds * 60);
        line("crashes", totals.crashes(), perMinute + " a minute; " + String.join(", ", crashes));
        List<String> faults = new ArrayList<>();
        totals.faults().forEach((fault, count) -> faults.add(fault + " " + count));
        line(
                "faults",
                totals.faults().values().stream().mapToLong(Long::longValue).sum(),
                String.join(", ", faults));
        List<String> marks = new ArrayList<>();
        long missing = 0;
        for (CoverageMark mark : CoverageMark.values()) {
            marks.add(Main.words(mark) + " " + totals.count(mark));
            if (mark.required() && totals.count(mark) == 0 && totals.seeds() >= SEEDS_FOR_COVERAGE) {
                missing++;
                out.println("rare event never met: " + Main.words(mark));
            }
        }
        line("rare events", marks.size(), String.join(", ", marks));
        line("disk calls", totals.calls(), totals.steps() + " steps of the schedule");
        line("records acknowledged", totals.acknowledged(), "");
        line("records lost", violations.getOrDefault(HistoryViolation.Kind.LOST, 0L), "");
        line("records invented", violations.getOrDefault(HistoryViolation.Kind.INVENTED, 0L), "");
        violations.forEach((kind, count) -> line("violations", count, Main.words(kind)));
        out.println((totals.seeds() - failed) + " passed, " + (failed + missing) + " failed");
        return failed + missing == 0 && totals.seeds() > 0 ? 0 : 1;
    }

    private void line(String name, long count, String detail) {
        out.println(String.format(Locale.ROOT, "%-22s %12d  %s", name, count, detail)
                .stripTrailing());
    }

    private static String name(CrashRules rules) {
        return rules.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
