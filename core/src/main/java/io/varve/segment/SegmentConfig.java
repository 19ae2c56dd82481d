package io.varve.segment;

/**
 * When a segment is full, and how densely it is indexed. The names are Kafka's.
 *
 * @param segmentBytes {@code segment.bytes}: a segment's log is at most this large, unless one batch is larger
 * @param segmentMs {@code segment.ms}: a segment is closed when its first batch is this old
 * @param segmentJitterMs {@code segment.jitter.ms}: up to this much is taken off segmentMs at random, so that segments
 *     which began together do not all roll together
 * @param segmentIndexBytes {@code segment.index.bytes}: an index is at most this large
 * @param indexIntervalBytes {@code index.interval.bytes}: about so many bytes of log lie between two index entries
 */
public record SegmentConfig(
        int segmentBytes, long segmentMs, long segmentJitterMs, int segmentIndexBytes, int indexIntervalBytes) {}
