package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;

public final class Main {
    private Main() {}
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        long last = Long.parseLong(args[1]);
        CrashRules rules = CrashRules.valueOf(args[2]);
        CrashTotals totals = new CrashTotals();
        long begun = System.nanoTime();
        int failed = 0;
        for (long seed = first; seed <= last; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, rules);
            totals.add(outcome.totals());
            if (first == last) System.out.println("hash " + outcome.eventHash());
            if (!outcome.failure().isEmpty()) {
                failed++;
                System.out.println("seed " + seed + ": " + outcome.failure().getFirst().getMessage());
                if (first == last) {
                    outcome.trace().forEach(System.out::println);
                    outcome.failure().getFirst().printStackTrace(System.out);
                }
            }
        }
        double s = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%d seeds %d failed, %d crashes in %.1f s = %.0f/min, acked %d, steps %d, calls %d%n", totals.seeds(), failed, totals.crashes(), s, totals.crashes() / s * 60, totals.acknowledged(), totals.steps(), totals.calls());
        System.out.println(totals.crashesByRules() + " " + totals.faults());
        for (CoverageMark m : CoverageMark.values()) System.out.print(m + "=" + totals.count(m) + " ");
        System.out.println();
    }
}
