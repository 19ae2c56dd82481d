package io.varve.log;

/**
 * Where an append came to stand.
 *
 * @param offset the offset of its first record
 * @param endOffset the offset behind its last record: what has to become durable
 * @param recordCount how many records it has
 * @param timestampMs the greatest timestamp of them as stored
 */
public record Placement(long offset, long endOffset, int recordCount, long timestampMs) {}
