package io.varve.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One piece of work, done by Varve and by its peers.
 *
 * @param metric the work in words, with the promise that holds at the end of it
 * @param unit what is counted
 * @param limit what Varve's own figure is to hold, where such a target is set
 * @param varve Varve's side
 * @param peers the others, which do the same work with the same promise or say where they differ
 */
record Row(String metric, Unit unit, OptionalDouble limit, Measurement varve, List<Contender> peers) {

    /** A row without a limit. */
    static Row of(String metric, Unit unit, Measurement varve, Contender... peers) {
        return new Row(metric, unit, OptionalDouble.empty(), varve, List.of(peers));
    }

    /** The same with what Varve's own figure is to hold. */
    Row within(double newLimit) {
        return new Row(metric, unit, OptionalDouble.of(newLimit), varve, peers);
    }
}
