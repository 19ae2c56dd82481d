package io.varve.bench;

import java.util.OptionalDouble;

/**
 * One of the figures that a row's work gives.
 *
 * @param name what sets it apart from the row's other figures; empty for the first, which goes by the row's own metric
 * @param unit what is counted
 * @param limit what Varve's own figure is to hold, where such a target is set
 */
record Aspect(String name, Unit unit, OptionalDouble limit) {

    /** An aspect without a limit. */
    static Aspect of(String name, Unit unit) {
        return new Aspect(name, unit, OptionalDouble.empty());
    }

    /** The same with what Varve's own figure is to hold. */
    Aspect within(double newLimit) {
        return new Aspect(name, unit, OptionalDouble.of(newLimit));
    }
}
