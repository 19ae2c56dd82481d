package io.varve.bench;

/**
 * How much one round takes.
 *
 * @param nanos how long a round goes on, about
 * @param bytesMax how many bytes of values it may write before it ends early: what is written must fit into the
 *     operating system's memory without a forced write-back, or the round would measure the device
 * @param storedRecords how many records a log holds that is read
 * @param counted which time figures are made from
 */
record Effort(long nanos, long bytesMax, int storedRecords, Stopwatch.Kind counted) {}
