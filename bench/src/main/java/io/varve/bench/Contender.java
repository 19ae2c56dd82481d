package io.varve.bench;

import java.util.OptionalDouble;

/**
 * One side of a row.
 *
 * @param name who it is, with what sets it apart in this row
 * @param sampling its work
 * @param targetRatio how many times better Varve is to be, where a target is set for this peer
 */
record Contender(String name, Sampling sampling, OptionalDouble targetRatio) {

    /** A side without a target, in a row with a single figure. */
    static Contender of(String name, Measurement measurement) {
        return sampled(name, Sampling.of(measurement));
    }

    /** A side without a target. */
    static Contender sampled(String name, Sampling sampling) {
        return new Contender(name, sampling, OptionalDouble.empty());
    }

    /** The same without what Varve is to reach. */
    Contender withoutTarget() {
        return sampled(name, sampling);
    }

    /** The same as a peer that Varve is to be so many times better than. */
    Contender toBeat(double ratio) {
        return new Contender(name, sampling, OptionalDouble.of(ratio));
    }
}
