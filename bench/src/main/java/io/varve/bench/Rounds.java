package io.varve.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures several sides in alternating rounds, so that what disturbs the machine for a while disturbs all of them.
 *
 * @param warmUps rounds of each side that are not counted
 * @param counted rounds of each side that are
 * @param beforeEach what brings the machine to rest before a round
 */
record Rounds(int warmUps, int counted, Runnable beforeEach) {

    /** Measures all sides; gives their spreads in the same order. */
    List<Spread> measure(List<Measurement> sides, Effort effort) throws IOException, InterruptedException {
        double[][] figures = new double[sides.size()][counted];
        for (int round = -warmUps; round < counted; round++) {
            for (int side = 0; side < sides.size(); side++) {
                beforeEach.run();
                double figure = sides.get(side).measure(effort);
                if (round >= 0) {
                    figures[side][round] = figure;
                }
            }
        }
        List<Spread> spreads = new ArrayList<>();
        for (double[] ofSide : figures) {
            spreads.add(Spread.of(ofSide));
        }
        return spreads;
    }
}
