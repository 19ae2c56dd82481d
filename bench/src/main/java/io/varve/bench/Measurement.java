package io.varve.bench;

import java.io.IOException;

/** One round of one side with a single figure. */
@FunctionalInterface
interface Measurement {

    /**
     * Measures once.
     *
     * @param effort how long, and how much
     * @return the figure in the row's unit
     */
    double measure(Effort effort) throws IOException, InterruptedException;
}
