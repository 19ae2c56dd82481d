package io.varve;

/**
 * What to read.
 *
 * @param fromOffset the first offset
 * @param toOffset the offset to stop before, or {@link Long#MAX_VALUE}
 * @param maxRecords stop after so many records
 * @param maxBytes stop after the record that brings keys and values to this many bytes, so at least one is given
 */
public record ReadOptions(long fromOffset, long toOffset, long maxRecords, long maxBytes) {

    /** Everything from an offset on. */
    public static ReadOptions from(long fromOffset) {
        return new ReadOptions(fromOffset, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** The same, but stop before an offset. */
    public ReadOptions to(long newToOffset) {
        return new ReadOptions(fromOffset, newToOffset, maxRecords, maxBytes);
    }

    /** The same, but at most so many records. */
    public ReadOptions maxRecords(long newMaxRecords) {
        return new ReadOptions(fromOffset, toOffset, newMaxRecords, maxBytes);
    }

    /** The same, but stop after the record that brings keys and values to so many bytes. */
    public ReadOptions maxBytes(long newMaxBytes) {
        return new ReadOptions(fromOffset, toOffset, maxRecords, newMaxBytes);
    }
}
