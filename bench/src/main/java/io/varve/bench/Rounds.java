package io.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures several sides in alternating rounds, so that what disturbs the machine for a while disturbs all of them.
 *
 * @param warmUps rounds of each side that are not counted
 * @param counted rounds of each side that are
 * @param budgetNanos when so much time is used up no further round begins, once each side has one that counts
 * @param beforeEach what brings the machine to rest before a round
 */
record Rounds(int warmUps, int counted, long budgetNanos, Runnable beforeEach) {

    /** No bound on the time. */
    static final long UNBOUNDED = Long.MAX_VALUE;

    /** Measures all sides; gives their spreads in the same order. */
    List<Spread> measure(List<Measurement> sides, Effort effort) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int round = 0; round < warmUps; round++) {
            round(sides, effort);
        }
        List<double[]> rounds = new ArrayList<>();
        while (rounds.isEmpty() || (rounds.size() < counted && System.nanoTime() - start < budgetNanos)) {
            rounds.add(round(sides, effort));
        }
        List<Spread> spreads = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            int index = side;
            spreads.add(Spread.of(
                    rounds.stream().mapToDouble(figures -> figures[index]).toArray()));
        }
        return spreads;
    }

    private double[] round(List<Measurement> sides, Effort effort) throws IOException, InterruptedException {
        double[] figures = new double[sides.size()];
        for (int side = 0; side < figures.length; side++) {
            beforeEach.run();
            figures[side] = sides.get(side).measure(effort);
        }
        return figures;
    }
}
