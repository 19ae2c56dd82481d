package io.varve.log;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.segment.Segment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings stretches of a log into a cursor's buffer: from memory where they are still there, which costs no system call,
 * else from the segment that holds them. The caller does not notice the border.
 *
 * <p>Threads: any, each with a buffer of its own.
 */
final class LogReader {

    private final LogPlace place;
    private final Tail tail;
    private final SegmentList segments;
    private final SealedBytes sealedBytes;
    private final LongSupplier startOffset;
    private final LongSupplier visibleEndOffset;

    LogReader(
            LogPlace place,
            Tail tail,
            SegmentList segments,
            SealedBytes sealedBytes,
            LongSupplier startOffset,
            LongSupplier visibleEndOffset) {
        this.place = place;
        this.tail = tail;
        this.segments = segments;
        this.sealedBytes = sealedBytes;
        this.startOffset = startOffset;
        this.visibleEndOffset = visibleEndOffset;
    }

    LogPlace place() {
        return place;
    }

    /**
     * Brings the buffer to the first batch that reaches beyond an offset.
     *
     * @return false where the log has none yet
     * @throws OffsetOutOfRangeException where the offset lies below the start of the log
     */
    boolean fetch(long offset, FetchBuffer buffer) {
        if (offset < startOffset.getAsLong()) {
            throw outOfRange(offset);
        }
        if (isContinued(offset, buffer)) {
            return true;
        }
        try {
            return fetchFromMemory(offset, buffer) || fetchFromFiles(offset, buffer);
        } catch (StorageFailedException | ClosedException gone) {
            if (offset < startOffset.getAsLong()) {
                throw outOfRange(offset); // its segment was deleted while it was being read
            }
            throw gone;
        }
    }

    OffsetOutOfRangeException outOfRange(long offset) {
        return new OffsetOutOfRangeException(
                place.name(), offset, startOffset.getAsLong(), visibleEndOffset.getAsLong());
    }

    /**
     * Whether what the buffer still holds goes on beyond the offset. Base offsets lie outside a batch's checksum, so it
     * is their order that tells damage.
     */
    private boolean isContinued(long offset, FetchBuffer buffer) {
        while (buffer.hasBatch()) {
            long baseOffset = BatchHeader.baseOffset(buffer.bytes(), buffer.at());
            if (baseOffset < buffer.lowestOffset() && buffer.segment() != null) {
                throw damaged(
                        buffer, "a batch from offset " + buffer.lowestOffset() + " on", "one of offset " + baseOffset);
            }
            if (BatchHeader.nextOffset(buffer.bytes(), buffer.at()) > offset) {
                return true;
            }
            checkWhole(buffer); // a damaged count of offsets would pass for a batch to be skipped
            buffer.skipBatch();
        }
        return false;
    }

    /** Throws where the batch at the place is not what was written. */
    private void checkWhole(FetchBuffer buffer) {
        ByteBuffer bytes = buffer.bytes();
        if (buffer.isChecked() || BatchCheck.isWhole(bytes, buffer.at(), bytes.limit())) {
            return;
        }
        switch (BatchCheck.of(bytes, buffer.at(), bytes.limit())) {
            case BatchCheck.Damaged(int at, String expected, String found) ->
                throw damaged(buffer, expected, found + " at byte " + at + " of the batch");
            case BatchCheck.Torn(int needed, String reason) ->
                throw damaged(buffer, "a batch of " + needed + " bytes", reason);
            case BatchCheck.Whole whole -> throw new IllegalStateException("two answers for one batch: " + whole);
        }
    }

    /** What to say of the batch at the place. */
    CorruptionException damaged(FetchBuffer buffer, String expected, String found) {
        Segment segment = buffer.segment();
        Path file = segment == null ? place.folder().resolve("memory") : segment.path();
        return new CorruptionException(file, buffer.segmentPositionBytes(), expected, found);
    }

    private boolean fetchFromMemory(long offset, FetchBuffer buffer) {
        if (offset < tail.startOffset()) {
            return false;
        }
        int needed = 0;
        while (true) {
            Segment lastSegment = buffer.segment();
            int lastPosition = buffer.segmentPositionBytes();
            long lastLowest = buffer.lowestOffset();
            boolean lastAnchored = buffer.isAnchored();
            ByteBuffer target = buffer.forNextFetch(needed);
            if (!tail.copy(offset, target)) {
                target.limit(0);
                buffer.fetched(lastSegment, lastPosition, lastLowest, lastAnchored);
                return false;
            }
            buffer.fetched(null, 0, offset, true);
            buffer.endReadingAhead();
            if (buffer.hasBatch()) {
                return true;
            }
            needed = Math.max(BatchHeader.sizeBytes(buffer.bytes(), 0), BatchLayout.HEADER_BYTES);
        }
    }

    private boolean fetchFromSegments(long offset, FetchBuffer buffer) {
        @Nullable Segment segment = segments.floor(offset);
        while (segment != null) {
            if (buffer.segment() != segment) {
                ByteBuffer target = buffer.forNextFetch(0);
                int position = segment.readFrom(offset, target);
                boolean vouchedFor = position > 0; // by the index, which was held against it
                buffer.fetched(segment, position, vouchedFor ? target.getLong(0) : segment.baseOffset(), vouchedFor);
            }
            if (isContinued(offset, buffer) || fetchFrom(segment, offset, buffer)) {
                return true;
            }
            sealedBytes.checkEnd(segment); // what the offset asks for may have stood there
            segment = segments.after(segment);
        }
        return false;
    }

    /**
     * Looks in the segments and then, since an offset in a gap lies behind the last segment and below the tail, at the
     * tail's beginning: that as it was before, so that nothing which was spilled meanwhile is passed over.
     */
    private boolean fetchFromFiles(long offset, FetchBuffer buffer) {
        while (true) {
            long tailStart = tail.startOffset();
            if (fetchFromSegments(offset, buffer)) {
                return true;
            }
            if (tailStart == Tail.NOTHING || tailStart <= offset) {
                return false;
            }
            if (fetchFromMemory(tailStart, buffer)) {
                return true;
            }
        }
    }

    /** Reads on in one segment until a batch reaches beyond the offset; false where the segment ends before. */
    private boolean fetchFrom(Segment segment, long offset, FetchBuffer buffer) {
        int position = buffer.segmentPositionBytes();
        while (position < segment.sizeBytes()) {
            int needed = sizeOfCutOffBatch(segment, buffer);
            if (!buffer.takeReadAhead()) {
                readOn(segment, position, needed, buffer);
            }
            if (isContinued(offset, buffer)) {
                return true;
            }
            position = buffer.segmentPositionBytes();
        }
        return false;
    }

    private void readOn(Segment segment, int position, int needed, FetchBuffer buffer) {
        long lowest = buffer.lowestOffset();
        boolean anchored = buffer.isAnchored();
        ByteBuffer target = buffer.forNextFetch(needed);
        int given = segment.read(position, target);
        buffer.fetched(segment, position, lowest, anchored);
        if (given < needed) { // the file lost its end since it was opened
            throw damaged(buffer, "a batch of " + needed + " bytes or more", given + " bytes");
        }
        buffer.beginReadingAhead(segment);
    }

    /** Throws where the batch at the place is not what was written, or does not stand where it was written. */
    void check(FetchBuffer buffer) {
        checkWhole(buffer);
        long baseOffset = BatchHeader.baseOffset(buffer.bytes(), buffer.at());
        if (!buffer.isAnchored() || baseOffset > buffer.lowestOffset()) {
            try {
                checkEnd(buffer);
            } catch (StorageFailedException | ClosedException gone) {
                if (BatchHeader.nextOffset(buffer.bytes(), buffer.at()) <= startOffset.getAsLong()) {
                    throw outOfRange(baseOffset); // its segment was deleted while it was being checked
                }
                throw gone;
            }
        }
    }

    /**
     * Checks the offsets of a batch that nothing before it vouches for: the first one after a seek, or one behind a
     * gap, as compaction and replication leave them. What follows it must not begin before it ends, or its base offset,
     * which no checksum covers, is damaged.
     */
    private void checkEnd(FetchBuffer buffer) {
        Segment segment = buffer.segment();
        if (segment == null) {
            return;
        }
        long endOffset = BatchHeader.nextOffset(buffer.bytes(), buffer.at());
        int behind = buffer.segmentPositionBytes() + BatchHeader.sizeBytes(buffer.bytes(), buffer.at());
        long followingOffset = offsetBehind(segment, behind);
        if (followingOffset < endOffset) {
            throw damaged(
                    buffer,
                    "a batch that ends before offset " + followingOffset + ", where the next one begins",
                    "one that ends at " + (endOffset - 1));
        }
    }

    private long offsetBehind(Segment segment, int positionBytes) {
        if (positionBytes + Long.BYTES <= segment.sizeBytes()) {
            ByteBuffer baseOffset = ByteBuffer.allocate(Long.BYTES);
            segment.read(positionBytes, baseOffset);
            return baseOffset.getLong(0);
        }
        Segment next = segments.after(segment);
        return next == null ? segment.nextOffset() : next.baseOffset();
    }

    /**
     * The size of the batch at the place, of which the buffer holds a part or nothing; a size that can't be is damage.
     */
    private int sizeOfCutOffBatch(Segment segment, FetchBuffer buffer) {
        int position = buffer.segmentPositionBytes();
        int left = segment.sizeBytes() - position;
        boolean headerIsHere = buffer.leftBytes() >= BatchLayout.HEADER_BYTES;
        int size = headerIsHere ? BatchHeader.sizeBytes(buffer.bytes(), buffer.at()) : BatchLayout.HEADER_BYTES;
        if (size < BatchLayout.HEADER_BYTES || size > left) {
            throw damaged(
                    buffer,
                    "a batch of " + BatchLayout.HEADER_BYTES + " to " + left + " bytes",
                    headerIsHere ? "one of " + size + " bytes" : left + " bytes at the end");
        }
        return size;
    }
}
