package io.varve.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A segment's sparse map from timestamps to offsets, in Kafka's format: each entry is the largest timestamp so far
 * (int64, ms since 1970) and the last offset of the batch that first reached it, less the segment's base offset
 * (int32). Timestamps ascend strictly; so do offsets.
 *
 * <p>Threads and memory: as {@link OffsetIndex}, at 12 bytes an entry.
 */
public final class TimeIndex implements EntryTable {

    /** Bytes of an entry in the file. */
    public static final int ENTRY_BYTES = 12;

    /** The timestamp that counts as the last one where there is no entry: batches without timestamps never get one. */
    static final long NO_TIMESTAMP = -1;

    private static final int FIRST_CAPACITY = 16;

    private record Published(long[] timestamps, int[] relativeOffsets, int count) {}

    private final long baseOffset;

    /** The writer's: entries from the published count on are staged. */
    private long[] timestamps;

    private int[] relativeOffsets;
    private int stagedCount;

    /** Written by the writer after the batches that the entries name are in the log; read by lookups. */
    private volatile Published published;

    TimeIndex(long baseOffset) {
        this.baseOffset = baseOffset;
        this.timestamps = new long[0];
        this.relativeOffsets = new int[0];
        this.published = new Published(timestamps, relativeOffsets, 0);
    }

    /** The base offset of the segment. */
    public long baseOffset() {
        return baseOffset;
    }

    /** How many entries there are. */
    @Override
    public int count() {
        return published.count;
    }

    /** The timestamp of the last entry in ms; -1 where there is none. */
    public long lastTimestampMs() {
        Published now = published;
        return now.count == 0 ? NO_TIMESTAMP : now.timestamps[now.count - 1];
    }

    /** The offset of the last entry; the base offset where there is none. */
    public long lastOffset() {
        Published now = published;
        return now.count == 0 ? baseOffset : baseOffset + now.relativeOffsets[now.count - 1];
    }

    /** The timestamp of an entry, from 0 to {@link #count} - 1, in ms. */
    public long timestampMsAt(int entry) {
        return published.timestamps[entry];
    }

    /** The offset of an entry, from 0 to {@link #count} - 1. */
    public long offsetAt(int entry) {
        return baseOffset + published.relativeOffsets[entry];
    }

    /**
     * The number of the last entry whose timestamp is below a time, or -1 where none is. All records up to that entry's
     * offset are older than that time. Costs a binary search.
     */
    public int entryBelow(long targetMs) {
        Published now = published;
        int low = 0;
        int high = now.count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (now.timestamps[middle] < targetMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Whether an entry may follow those that are there: both halves ascend. */
    boolean accepts(long timestampMs, long relativeOffset) {
        boolean first = stagedCount == 0;
        return timestampMs > (first ? NO_TIMESTAMP : timestamps[stagedCount - 1])
                && relativeOffset > (first ? -1 : relativeOffsets[stagedCount - 1])
                && relativeOffset <= Integer.MAX_VALUE;
    }

    /** Adds an entry that lookups do not see yet. The caller guarantees that it is {@linkplain #accepts acceptable}. */
    void stage(long timestampMs, long offset) {
        if (stagedCount == timestamps.length) {
            int capacity = Math.max(FIRST_CAPACITY, stagedCount * 2);
            timestamps = Arrays.copyOf(timestamps, capacity);
            relativeOffsets = Arrays.copyOf(relativeOffsets, capacity);
        }
        timestamps[stagedCount] = timestampMs;
        relativeOffsets[stagedCount] = Math.toIntExact(offset - baseOffset);
        stagedCount++;
    }

    /** Shows the staged entries to lookups. */
    void publish() {
        if (stagedCount != published.count) {
            published = new Published(timestamps, relativeOffsets, stagedCount);
        }
    }

    /** Forgets the staged entries. */
    void discard() {
        stagedCount = published.count;
    }

    /** Drops the entries of an offset and those above it. */
    void truncateToOffset(long offset) {
        Published now = published;
        int keep = now.count;
        while (keep > 0 && baseOffset + now.relativeOffsets[keep - 1] >= offset) {
            keep--;
        }
        timestamps = Arrays.copyOf(timestamps, keep);
        relativeOffsets = Arrays.copyOf(relativeOffsets, keep);
        stagedCount = keep;
        published = new Published(timestamps, relativeOffsets, keep);
    }

    @Override
    public int entryBytes() {
        return ENTRY_BYTES;
    }

    @Override
    public void encode(int entry, ByteBuffer target) {
        Published now = published;
        target.putLong(now.timestamps[entry]).putInt(now.relativeOffsets[entry]);
    }

    /** Heap that the entries take, in bytes. */
    long heapBytes() {
        return (long) published.timestamps.length * ENTRY_BYTES;
    }
}
