package io.varve;

import io.varve.record.Durability;

/**
 * What an append reached.
 *
 * @param topic where
 * @param partition where in the topic
 * @param offset the offset of the first record
 * @param recordCount how many records, at consecutive offsets unless they came with offsets of their own
 * @param timestampMs the greatest timestamp of them as stored, in ms since 1970
 * @param durability what was reached when the append was acknowledged
 */
public record Receipt(
        String topic, int partition, long offset, int recordCount, long timestampMs, Durability durability) {}
