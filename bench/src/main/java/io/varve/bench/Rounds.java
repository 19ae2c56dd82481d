package io.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures several sides in alternating rounds, so that what disturbs the machine for a while disturbs all of them.
 *
 * @param warmUps rounds of each side that are not counted, at least
 * @param counted rounds of each side that are
 * @param budgetNanos when so much time is used up no further round begins, once each side has one that counts
 * @param beforeEach what brings the machine to rest before a round
 */
record Rounds(int warmUps, int counted, long budgetNanos, Runnable beforeEach) {

    /** No bound on the time. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    /** So many times the warm-ups are made at most. */
    private static final int WARM_UPS_FACTOR = 4;

    /** Measures all sides; gives, for each in the same order, the spreads of its figures. */
    List<List<Spread>> measure(List<? extends Sampling> sides, Effort effort) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int round = 0; round < warmUps || isWarmingUp(round, System.nanoTime() - start); round++) {
            round(sides, effort);
        }
        List<double[][]> rounds = new ArrayList<>();
        while (rounds.isEmpty() || (rounds.size() < counted && System.nanoTime() - start < budgetNanos)) {
            rounds.add(round(sides, effort));
        }
        List<List<Spread>> spreads = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            spreads.add(spreads(rounds, side));
        }
        return spreads;
    }

    private static List<Spread> spreads(List<double[][]> rounds, int side) {
        List<Spread> spreads = new ArrayList<>();
        for (int aspect = 0; aspect < rounds.getFirst()[side].length; aspect++) {
            int index = aspect;
            spreads.add(Spread.of(
                    rounds.stream().mapToDouble(figures -> figures[side][index]).toArray()));
        }
        return spreads;
    }

    /**
     * Where there is time to spare, a third of it goes into more warm-ups: in short rounds the compiler sees little.
     */
    private boolean isWarmingUp(int round, long nanos) {
        return budgetNanos != UNBOUNDED && round < warmUps * WARM_UPS_FACTOR && nanos < budgetNanos / 3;
    }

    private double[][] round(List<? extends Sampling> sides, Effort effort) throws IOException, InterruptedException {
        double[][] figures = new double[sides.size()][];
        for (int side = 0; side < figures.length; side++) {
            beforeEach.run();
            figures[side] = sides.get(side).figures(effort);
        }
        return figures;
    }
}
