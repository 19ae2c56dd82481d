package io.varve.log;

import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.segment.SegmentConfig;
import java.util.Optional;

/**
 * What a topic's configuration means for one of its partitions.
 *
 * @param segments when to roll, how densely to index
 * @param timestamps which timestamps are accepted
 * @param maxMessageBytes {@code max.message.bytes}: the largest batch, as stored
 * @param compression {@code compression.type}: what batches are compressed with; empty ({@code producer}) keeps what
 *     they came with
 * @param durability {@code durability}: what is reached before an append returns and before readers see a record
 * @param flush {@code flush.messages}, {@code flush.ms}: how often a log is forced that does not promise DISK
 */
public record LogConfig(
        SegmentConfig segments,
        TimestampBounds timestamps,
        int maxMessageBytes,
        Optional<Compression> compression,
        Durability durability,
        FlushInterval flush) {}
