package io.varve.bench;

import java.util.Arrays;

/**
 * What the rounds of one side came to.
 *
 * @param median the figure that stands for all: the middle one, or the mean of the middle two
 * @param lowest the lowest
 * @param highest the highest
 * @param rounds how many rounds stand behind it
 */
record Spread(double median, double lowest, double highest, int rounds) {

    /** The spread of one figure or more. */
    static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
