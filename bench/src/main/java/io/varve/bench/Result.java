package io.varve.bench;

import java.util.OptionalDouble;

/**
 * Varve beside one peer in one row.
 *
 * @param suite the suite's name
 * @param metric the work in words
 * @param unit what is counted
 * @param limit what Varve's own figure is to hold, where that is set
 * @param varve Varve's figures
 * @param peer the peer's figures
 * @param contender the peer
 */
record Result(
        String suite, String metric, Unit unit, OptionalDouble limit, Spread varve, Spread peer, Contender contender) {

    /** How many times better Varve is: above 1 always means that it is better. */
    double ratio() {
        return unit.ratio(varve.median(), peer.median());
    }

    /** Whether the targets that are set for this row hold; true where none is. */
    boolean holds() {
        boolean fastEnough = limit.isEmpty() || unit.holds(varve.median(), limit.getAsDouble());
        return fastEnough && ratio() >= contender.targetRatio().orElse(0);
    }
}
