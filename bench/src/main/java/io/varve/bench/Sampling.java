package io.varve.bench;

import java.io.IOException;

/**
 * One round of one side, seen from several aspects at once: does the work, checks that it was done, leaves nothing
 * behind.
 */
@FunctionalInterface
interface Sampling {

    /**
     * Measures once.
     *
     * @param effort how long, and how much
     * @return a figure for each of the row's aspects, in their order
     */
    double[] figures(Effort effort) throws IOException, InterruptedException;

    /** The work of a row with a single figure. */
    static Sampling of(Measurement measurement) {
        return effort -> new double[] {measurement.measure(effort)};
    }
}
