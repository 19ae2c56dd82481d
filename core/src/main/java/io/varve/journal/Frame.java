package io.varve.journal;

import static io.varve.journal.FrameLayout.ENTRY_HEADER_BYTES;
import static io.varve.journal.FrameLayout.HEADER_BYTES;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A whole frame, as it was read: every byte of it passed the checksum, and its entries fill it exactly.
 *
 * @param storeId whose journal it belongs to
 * @param fileNumber the number of the file that it was written to
 * @param sequence its place among all frames: one more than the frame before
 * @param durableSequence the highest sequence that was known to be durable when it was written
 * @param positionBytes where it begins in its file
 * @param lengthBytes its length, without the zeros behind it
 */
record Frame(long storeId, long fileNumber, long sequence, long durableSequence, long positionBytes, int lengthBytes) {

    /** Told of each entry of a frame. */
    interface Visitor {
        /**
         * An entry.
         *
         * @param batches its batches, from position 0 on; only for the time of this call
         */
        void entry(JournalEntry entry, ByteBuffer batches);
    }

    /** Reads the header of a frame that may stand at a position of a buffer; empty where none can. */
    static Optional<Frame> header(ByteBuffer bytes, int at, long positionBytes) {
        if (bytes.limit() - at < HEADER_BYTES
                || bytes.getInt(at + FrameLayout.MAGIC) != FrameLayout.MAGIC_NUMBER
                || bytes.getInt(at + FrameLayout.LENGTH) < HEADER_BYTES + ENTRY_HEADER_BYTES
                || bytes.getInt(at + FrameLayout.ENTRY_COUNT) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Frame(
                bytes.getLong(at + FrameLayout.STORE_ID),
                bytes.getLong(at + FrameLayout.FILE_NUMBER),
                bytes.getLong(at + FrameLayout.SEQUENCE),
                bytes.getLong(at + FrameLayout.DURABLE_SEQUENCE),
                positionBytes,
                bytes.getInt(at + FrameLayout.LENGTH)));
    }

    /** Whether all of the frame's bytes stand in a buffer, as they were written. */
    boolean isWhole(ByteBuffer bytes, int at, CRC32C checksum) {
        return bytes.limit() - at >= lengthBytes
                && FrameBuilder.checksum(checksum, bytes, at, lengthBytes) == bytes.getInt(at + FrameLayout.CRC)
                && entriesFit(bytes, at);
    }

    private boolean entriesFit(ByteBuffer bytes, int at) {
        int count = bytes.getInt(at + FrameLayout.ENTRY_COUNT);
        long next = (long) at + HEADER_BYTES;
        long end = (long) at + lengthBytes;
        for (int entry = 0; entry < count; entry++) {
            if (end - next < ENTRY_HEADER_BYTES) {
                return false;
            }
            int byteCount = bytes.getInt((int) next + FrameLayout.ENTRY_BYTE_COUNT);
            boolean known = EntryKind.of(bytes.getInt((int) next + FrameLayout.ENTRY_KIND))
                    .isPresent();
            if (byteCount < 0 || !known) {
                return false;
            }
            next += ENTRY_HEADER_BYTES + (long) byteCount;
        }
        return next == end;
    }

    /** Tells the entries, in order; the frame is {@link #isWhole whole}. */
    static void visit(ByteBuffer bytes, int at, Visitor visitor) {
        int next = at + HEADER_BYTES;
        for (int left = bytes.getInt(at + FrameLayout.ENTRY_COUNT); left > 0; left--) {
            int byteCount = bytes.getInt(next + FrameLayout.ENTRY_BYTE_COUNT);
            UUID topicId = new UUID(
                    bytes.getLong(next + FrameLayout.ENTRY_TOPIC_ID),
                    bytes.getLong(next + FrameLayout.ENTRY_TOPIC_ID + 8));
            JournalEntry entry = new JournalEntry(
                    EntryKind.of(bytes.getInt(next + FrameLayout.ENTRY_KIND)).orElseThrow(),
                    new LogKey(topicId, bytes.getInt(next + FrameLayout.ENTRY_PARTITION)),
                    bytes.getLong(next + FrameLayout.ENTRY_FROM_OFFSET),
                    bytes.getLong(next + FrameLayout.ENTRY_END_OFFSET));
            visitor.entry(entry, bytes.slice(next + ENTRY_HEADER_BYTES, byteCount));
            next += ENTRY_HEADER_BYTES + byteCount;
        }
    }

    /** Where the next frame would begin. */
    long endPositionBytes() {
        return positionBytes + FrameLayout.padded(lengthBytes);
    }
}
