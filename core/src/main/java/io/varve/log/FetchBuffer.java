package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.batch.BatchRecords;
import io.varve.error.StorageFailedException;
import io.varve.segment.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that one cursor works on: a copy of a stretch of the log, from memory or from a file, that nobody else can
 * change or take away. It begins small, so that a look-up of one record reads little, and doubles while the reading
 * goes on, up to what makes system calls cheap; a batch that is larger gets the room it needs. From there on it is
 * {@linkplain ReadAhead read ahead}, and its bytes are exchanged for the next ones.
 *
 * <p>Threads: its cursor's.
 */
final class FetchBuffer {

    private static final int FIRST_BYTES = 16 << 10;
    static final int LARGEST_BYTES = 256 << 10;

    private final BatchRecords records = new BatchRecords(DecompressedBytes.MAX);
    private ByteBuffer bytes = ByteBuffer.allocateDirect(FIRST_BYTES).limit(0);
    private int fetchBytes = FIRST_BYTES;
    private int at;

    /** Where the bytes come from, or null for memory, and the place in its log of the buffer's first byte. */
    private @Nullable Segment segment;

    private int segmentPositionBytes;

    /** No batch from the place on may begin below this offset: the end of the one before, or the segment's base. */
    private long lowestOffset;

    /** Whether the offset at the place is known from elsewhere: from the index, or from the batch before. */
    private boolean anchored;

    private final ReadAhead readAhead;

    /** What is read ahead for it; another cursor may have taken it meanwhile. */
    private @Nullable AheadScan ahead;

    /** Whether all its batches were found whole when they were read ahead. */
    private boolean checked;

    FetchBuffer(ReadAhead readAhead) {
        this.readAhead = readAhead;
    }

    /** Reads the records of the batch at the place. */
    BatchRecords records() {
        return records;
    }

    /** The buffer; batches stand between {@link #at} and its limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Where the next batch begins. */
    int at() {
        return at;
    }

    /** The segment that the bytes come from, or null where they come from memory. */
    @Nullable
    Segment segment() {
        return segment;
    }

    /** Where in the segment's log the next batch begins. */
    int segmentPositionBytes() {
        return segmentPositionBytes + at;
    }

    /** Bytes from the place on. */
    int leftBytes() {
        return bytes.limit() - at;
    }

    /** Whether a batch, whole by its length field, stands at the place; a length that can't be is none. */
    boolean hasBatch() {
        if (leftBytes() < BatchLayout.HEADER_BYTES) {
            return false;
        }
        int sizeBytes = BatchHeader.sizeBytes(bytes, at);
        return sizeBytes >= BatchLayout.HEADER_BYTES && sizeBytes <= leftBytes();
    }

    /** No batch from the place on may begin below this offset. */
    long lowestOffset() {
        return lowestOffset;
    }

    /** Whether the offset at the place is known from elsewhere: from the index, or from the batch before. */
    boolean isAnchored() {
        return anchored;
    }

    /** Whether the batch at the place was found whole when it was read ahead. */
    boolean isChecked() {
        return checked;
    }

    /** Moves past the batch at the place. */
    void skipBatch() {
        anchored = true;
        lowestOffset = BatchHeader.nextOffset(bytes, at);
        at += BatchHeader.sizeBytes(bytes, at);
    }

    /** Whether it did not outgrow its usual size. */
    boolean isOrdinary() {
        return bytes.capacity() <= LARGEST_BYTES && records.retainedBytes() <= LARGEST_BYTES;
    }

    /** Empties it for another cursor. */
    void reset() {
        endReadingAhead();
        bytes.clear().limit(0);
        at = 0;
        checked = false;
        fetchBytes = FIRST_BYTES;
        segment = null;
        segmentPositionBytes = 0;
        lowestOffset = 0;
    }

    /**
     * Empties it and gives the room for the next fetch: larger than for the last one, and at least as large as needed.
     */
    ByteBuffer forNextFetch(int neededBytes) {
        int size = Math.max(fetchBytes, neededBytes);
        if (bytes.capacity() < size) {
            bytes = allocate(size);
        }
        bytes.clear().limit(size);
        at = 0;
        segment = null;
        checked = false;
        fetchBytes = Math.min(LARGEST_BYTES, fetchBytes * 2);
        return bytes;
    }

    /** How large a batch is, bytes on a disk say: that there is no memory for it is an answer. */
    private static ByteBuffer allocate(int sizeBytes) {
        try {
            return ByteBuffer.allocateDirect(sizeBytes);
        } catch (OutOfMemoryError none) {
            throw new StorageFailedException(
                    Path.of("memory"),
                    "take",
                    -1,
                    StorageFailedException.Kind.OTHER,
                    "a batch says that it has " + sizeBytes + " bytes, and the process has no such memory outside the"
                            + " heap: either it is damaged, or -XX:MaxDirectMemorySize is too low");
        }
    }

    /**
     * Has the segment read ahead behind the whole batches that it holds, after a fetch of the usual size that was full:
     * whoever has read so much will most likely read on.
     */
    void beginReadingAhead(Segment from) {
        if (bytes.limit() != LARGEST_BYTES) {
            return;
        }
        AheadScan scan = ahead == null ? readAhead.scanFor(this) : ahead;
        ahead = scan != null && scan.begin(this, from, segmentPositionBytes + wholeEnd()) ? scan : null;
    }

    /** Where the batches that it holds end, by their length fields. */
    private int wholeEnd() {
        int end = at;
        while (bytes.limit() - end >= BatchLayout.HEADER_BYTES) {
            int sizeBytes = BatchHeader.sizeBytes(bytes, end);
            if (sizeBytes < BatchLayout.HEADER_BYTES || sizeBytes > bytes.limit() - end) {
                break;
            }
            end += sizeBytes;
        }
        return end;
    }

    /** Goes on with the bytes from the place on, if they were read ahead; they are whole batches, and checked. */
    boolean takeReadAhead() {
        AheadScan scan = ahead;
        Segment from = segment;
        if (scan == null || from == null) {
            return false;
        }
        ByteBuffer next = scan.exchange(this, from, segmentPositionBytes(), bytes);
        if (next == null) {
            return false;
        }
        segmentPositionBytes += at;
        bytes = next;
        at = 0;
        checked = true;
        return true;
    }

    /** Lets another cursor have what was reserved for reading ahead. */
    void endReadingAhead() {
        if (ahead != null) {
            ahead.release(this);
            ahead = null;
        }
    }

    /**
     * Notes that a fetch brought the bytes before the buffer's position.
     *
     * @param from the segment that they come from, or null for memory
     * @param positionBytes where in the segment's log they begin
     * @param lowest no batch among them may begin below this offset
     * @param isAnchored whether the offset of the first of them is known from elsewhere
     */
    void fetched(@Nullable Segment from, int positionBytes, long lowest, boolean isAnchored) {
        bytes.flip();
        at = 0;
        segment = from;
        segmentPositionBytes = positionBytes;
        lowestOffset = lowest;
        anchored = isAnchored;
    }
}
