package io.varve;

/**
 * Where a record stands and when it is dated.
 *
 * @param offset its offset
 * @param timestampMs its timestamp, in ms since 1970
 */
public record OffsetAndTimestamp(long offset, long timestampMs) {}
