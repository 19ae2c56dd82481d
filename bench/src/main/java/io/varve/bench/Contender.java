package io.varve.bench;

import java.util.OptionalDouble;

/**
 * One side of a row.
 *
 * @param name who it is, with what sets it apart in this row
 * @param measurement its work
 * @param targetRatio how many times better Varve is to be, where a target is set for this peer
 */
record Contender(String name, Measurement measurement, OptionalDouble targetRatio) {

    /** A side without a target. */
    static Contender of(String name, Measurement measurement) {
        return new Contender(name, measurement, OptionalDouble.empty());
    }

    /** The same as a peer that Varve is to be so many times better than. */
    Contender toBeat(double ratio) {
        return new Contender(name, measurement, OptionalDouble.of(ratio));
    }
}
