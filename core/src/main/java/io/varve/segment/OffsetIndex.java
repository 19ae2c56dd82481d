package io.varve.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A segment's sparse map from offsets to positions in its log, in Kafka's format: each entry is the last offset of a
 * batch, less the segment's base offset (int32), and the position where that batch begins (int32), both strictly
 * ascending.
 *
 * <p>Threads: the segment's one writer stages and publishes; any thread looks up. A lookup sees an immutable prefix of
 * an array that only grows at its end; a larger array is a copy, and so is what a cut leaves, so that no lookup ever
 * sees an entry change. Memory: 8 bytes an entry, up to twice that while it grows.
 */
public final class OffsetIndex implements EntryTable {

    /** Bytes of an entry in the file. */
    public static final int ENTRY_BYTES = 8;

    /** What {@link #floor} answers where no entry is low enough. */
    static final long NONE = -1;

    private static final int FIRST_CAPACITY = 16;

    /**
     * Entries packed as relative offset in the upper and position in the lower half, so that they ascend as numbers.
     */
    private record Published(long[] entries, int count) {}

    private final long baseOffset;

    /** The writer's: entries from the published count on are staged. */
    private long[] entries;

    private int stagedCount;

    /** Written by the writer after the batches that the entries name are in the log; read by lookups. */
    private volatile Published published;

    OffsetIndex(long baseOffset) {
        this.baseOffset = baseOffset;
        this.entries = new long[0];
        this.published = new Published(entries, 0);
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

    /** The offset of the last entry; the base offset where there is none. */
    public long lastOffset() {
        Published now = published;
        return now.count == 0 ? baseOffset : offsetOf(now.entries[now.count - 1]);
    }

    /** The position of the last entry in bytes; 0 where there is none. */
    public int lastPositionBytes() {
        Published now = published;
        return now.count == 0 ? 0 : positionOf(now.entries[now.count - 1]);
    }

    /** The offset of an entry, from 0 to {@link #count} - 1: the last offset of the batch that it names. */
    public long offsetAt(int entry) {
        return offsetOf(published.entries[entry]);
    }

    /** The position of an entry, from 0 to {@link #count} - 1: where the batch that it names begins, in bytes. */
    public int positionAt(int entry) {
        return positionOf(published.entries[entry]);
    }

    /**
     * A position from which scanning forward finds the first batch that ends at or after an offset; 0 where no entry is
     * low enough. Costs a binary search.
     */
    public int positionFloor(long offset) {
        long entry = floor(offset);
        return entry == NONE ? 0 : positionOf(entry);
    }

    /** The packed entry of the greatest offset at or below an offset, or {@link #NONE}. */
    long floor(long offset) {
        int count = countBelow(offset + 1);
        return count == 0 ? NONE : published.entries[count - 1];
    }

    /** How many entries name batches that end before an offset. */
    int countBelow(long offset) {
        Published now = published;
        long relative = offset - 1 - baseOffset;
        if (relative < 0) {
            return 0;
        }
        long bound = Math.min(relative, Integer.MAX_VALUE) << Integer.SIZE | Integer.MAX_VALUE;
        return countAtOrBelow(now.entries, now.count, bound);
    }

    long offsetOf(long packed) {
        return baseOffset + (packed >>> Integer.SIZE);
    }

    static int positionOf(long packed) {
        return (int) packed;
    }

    /** Whether an entry may follow those that are there: both halves ascend, neither is negative. */
    boolean accepts(long relativeOffset, int positionBytes) {
        long last = stagedCount == 0 ? 0 : entries[stagedCount - 1];
        return relativeOffset <= Integer.MAX_VALUE
                && relativeOffset > last >>> Integer.SIZE
                && positionBytes > positionOf(last);
    }

    /** Adds an entry that lookups do not see yet. The caller guarantees that it is {@linkplain #accepts acceptable}. */
    void stage(long offset, int positionBytes) {
        if (stagedCount == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(FIRST_CAPACITY, stagedCount * 2));
        }
        entries[stagedCount++] = (offset - baseOffset) << Integer.SIZE | positionBytes;
    }

    /** Shows the staged entries to lookups. */
    void publish() {
        if (stagedCount != published.count) {
            published = new Published(entries, stagedCount);
        }
    }

    /** Forgets the staged entries. */
    void discard() {
        stagedCount = published.count;
    }

    /** Drops the entries of batches that begin at or after a position. */
    void truncateToPosition(int positionBytes) {
        Published now = published;
        int keep = now.count;
        while (keep > 0 && positionOf(now.entries[keep - 1]) >= positionBytes) {
            keep--;
        }
        keepFirst(keep);
    }

    /** Drops the entries of batches that end at or after an offset. */
    void truncateToOffset(long offset) {
        Published now = published;
        int keep = now.count;
        while (keep > 0 && offsetOf(now.entries[keep - 1]) >= offset) {
            keep--;
        }
        keepFirst(keep);
    }

    private void keepFirst(int keep) {
        entries = Arrays.copyOf(entries, keep);
        stagedCount = keep;
        published = new Published(entries, keep);
    }

    @Override
    public int entryBytes() {
        return ENTRY_BYTES;
    }

    @Override
    public void encode(int entry, ByteBuffer target) {
        target.putLong(published.entries[entry]);
    }

    /** Heap that the entries take, in bytes. */
    long heapBytes() {
        return (long) published.entries.length * Long.BYTES;
    }

    /** Written so that each step is a conditional move: a lookup's branches would be guessed wrong half of the time. */
    private static int countAtOrBelow(long[] entries, int count, long bound) {
        if (count == 0 || entries[0] > bound) {
            return 0;
        }
        int low = 0;
        int length = count;
        while (length > 1) {
            int half = length >>> 1;
            low = entries[low + half] <= bound ? low + half : low;
            length -= half;
        }
        return low + 1;
    }
}
