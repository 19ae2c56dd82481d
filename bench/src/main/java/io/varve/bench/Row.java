package io.varve.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One piece of work, done by Varve and by its peers.
 *
 * @param metric the work in words, with the promise that holds at the end of it
 * @param aspects the figures that each side gives, one at least; what is to be reached is set for the first
 * @param varve Varve's side
 * @param peers the others, which do the same work with the same promise or say where they differ
 */
record Row(String metric, List<Aspect> aspects, Sampling varve, List<Contender> peers) {

    /** A row with one figure and without a limit. */
    static Row of(String metric, Unit unit, Measurement varve, Contender... peers) {
        return new Row(metric, List.of(Aspect.of("", unit)), Sampling.of(varve), List.of(peers));
    }

    /** The same with what Varve's own first figure is to hold. */
    Row within(double newLimit) {
        List<Aspect> limited = new ArrayList<>(aspects);
        limited.set(0, aspects.getFirst().within(newLimit));
        return new Row(metric, List.copyOf(limited), varve, peers);
    }

    /** What one of its figures is called. */
    String metric(Aspect aspect) {
        return aspect.name().isEmpty() ? metric : metric + ", " + aspect.name();
    }
}
