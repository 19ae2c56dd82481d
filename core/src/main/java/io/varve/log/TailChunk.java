package io.varve.log;

import io.varve.batch.BatchHeader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A stretch of a log's hot end: whole batches, one behind the other, in memory outside the heap. Batches are only ever
 * added behind {@link #limit}; what stands before it never changes.
 *
 * <p>Its memory is used again for another chunk once it is spilled. A reader that copies from it holds a pin meanwhile,
 * for the time of one copy, and a chunk is only retired while nobody holds one: so no reader ever sees foreign bytes,
 * and no reader can hold memory back for longer than a copy takes.
 */
final class TailChunk {

    /** The distance between two marks: what a reader has to walk at most, header by header, to find an offset. */
    static final int MARK_BYTES = 16 << 10;

    private static final int RETIRED = -1;

    private static final VarHandle PINS;

    static {
        try {
            PINS = MethodHandles.lookup().findVarHandle(TailChunk.class, "pins", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final ByteBuffer bytes;
    final Tail owner;

    // Guarded by the owner's append lock.
    long firstOffset = -1;
    long nextOffset = -1;
    int limit;

    /** Up to where its batches are in a segment. */
    int spilled;

    /** Up to where its batches are in the journal, or on their way there, or forced in a segment. */
    int committed;

    /**
     * The first offset and the position of the first batch in each stretch of MARK_BYTES; guarded by the append lock.
     */
    private final long[] markOffsets;

    private final int[] markPositions;
    private int markCount;

    /** Whether it stands in the queue of chunks that may be retired; guarded by the memory's lock. */
    boolean offered;

    /** Readers that copy from it now, or RETIRED; changed by compare-and-set only. */
    @SuppressWarnings("UnusedVariable") // through PINS
    private volatile int pins;

    TailChunk(ByteBuffer bytes, Tail owner) {
        this.bytes = bytes;
        this.owner = owner;
        int marks = bytes.capacity() / MARK_BYTES + 1;
        this.markOffsets = new long[marks];
        this.markPositions = new int[marks];
    }

    int capacity() {
        return bytes.capacity();
    }

    int free() {
        return bytes.capacity() - limit;
    }

    boolean isSpilled() {
        return spilled == limit;
    }

    /** The position of the first batch that begins at or above an offset. Under the append lock. */
    int positionOf(long offset) {
        int at = firstOffset < 0 || offset <= firstOffset ? 0 : positionFloor(offset);
        while (at < limit && BatchHeader.baseOffset(bytes, at) < offset) {
            at += BatchHeader.sizeBytes(bytes, at);
        }
        return at;
    }

    /** Notes a batch that ends at a new limit. Under the append lock. */
    void added(long baseOffset, int positionBytes, int newLimit) {
        nextOffset = BatchHeader.nextOffset(bytes, positionBytes);
        if (firstOffset < 0) {
            firstOffset = baseOffset;
        }
        if (markCount == 0 || positionBytes / MARK_BYTES > markPositions[markCount - 1] / MARK_BYTES) {
            markOffsets[markCount] = baseOffset;
            markPositions[markCount] = positionBytes;
            markCount++;
        }
        limit = newLimit;
    }

    /** The position of a batch at or before the one that holds an offset. Under the append lock. */
    int positionFloor(long offset) {
        int low = 0;
        int high = markCount - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (markOffsets[middle] <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return markPositions[low];
    }

    /** Keeps it from being retired; false where it is too late for that. */
    boolean pin() {
        int seen = pins;
        while (seen != RETIRED) {
            if (PINS.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
            seen = pins;
        }
        return false;
    }

    void unpin() {
        PINS.getAndAdd(this, -1);
    }

    /** Ends its life, unless a reader copies from it at this moment. */
    boolean retire() {
        return PINS.compareAndSet(this, 0, RETIRED);
    }
}
