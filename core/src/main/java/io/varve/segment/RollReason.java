package io.varve.segment;

/** Why a batch has to go into a new segment. */
public enum RollReason {
    /** The log would grow past {@code segment.bytes}. */
    SIZE,
    /** The segment's first batch is older than {@code segment.ms}, less jitter. */
    AGE,
    /** The offset index holds {@code segment.index.bytes}. */
    OFFSET_INDEX_FULL,
    /** The time index holds {@code segment.index.bytes}, less the entry kept for the segment's end. */
    TIME_INDEX_FULL,
    /** The batch's last offset is too far from the base offset for the 32 bits that an index entry has for it. */
    OFFSET_RANGE
}
