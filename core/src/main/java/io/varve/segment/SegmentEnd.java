package io.varve.segment;

/**
 * How far a segment goes, at one moment.
 *
 * @param nextOffset the offset after its last batch; the base offset where it is empty
 * @param sizeBytes the size of its log
 * @param maxTimestampMs the largest timestamp in it, in ms since 1970, or -1 where no batch has one
 * @param maxTimestampOffset the last offset of the first batch that has that timestamp; the base offset where none has
 *     one
 */
public record SegmentEnd(long nextOffset, int sizeBytes, long maxTimestampMs, long maxTimestampOffset) {}
