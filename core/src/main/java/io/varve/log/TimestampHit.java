package io.varve.log;

/**
 * A record found by its time.
 *
 * @param offset where it stands
 * @param timestampMs its timestamp
 */
public record TimestampHit(long offset, long timestampMs) {}
