package io.varve.segment;

import static io.varve.batch.BatchLayout.ATTRIBUTES;
import static io.varve.batch.BatchLayout.HEADER_BYTES;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.record.Codec;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What stands at positions of a log file: batches, checked whole or by their headers only. One thread. */
final class BatchScan {

    private final LogWindow window;

    BatchScan(LogWindow window) {
        this.window = window;
    }

    /** What stands at a position, checked whole; a batch that is larger than the window is read through in pieces. */
    BatchCheck check(int positionBytes) {
        int at = window.indexOf(positionBytes, HEADER_BYTES);
        BatchCheck seen = BatchCheck.of(window.buffer(), at, window.limit());
        if (!(seen instanceof BatchCheck.Torn torn) || torn.neededBytes() > window.fileBytes() - positionBytes) {
            return seen;
        }
        if (torn.neededBytes() > window.capacityBytes()) {
            return checkInPieces(positionBytes, torn.neededBytes());
        }
        at = window.indexOf(positionBytes, torn.neededBytes());
        return BatchCheck.of(window.buffer(), at, window.limit());
    }

    /**
     * Whether a whole batch stands at a position; costs no words about why not, unless it is larger than the window.
     */
    boolean isWhole(int positionBytes, int batchBytes) {
        if (batchBytes > window.capacityBytes()) {
            return check(positionBytes) instanceof BatchCheck.Whole;
        }
        int at = window.indexOf(positionBytes, batchBytes);
        return BatchCheck.isWhole(window.buffer(), at, window.limit());
    }

    /** The batch at a position, whose header has been found good. */
    NextBatch header(int positionBytes) {
        int at = window.indexOf(positionBytes, HEADER_BYTES);
        return NextBatch.at(window.buffer(), at);
    }

    /** The base offset of the batch at a position, whose header has been found good. */
    long baseOffset(int positionBytes) {
        int at = window.indexOf(positionBytes, HEADER_BYTES);
        return BatchHeader.baseOffset(window.buffer(), at);
    }

    /** Whether a header that can be true stands at a position and its batch ends within a limit; checks no CRC. */
    boolean plausible(int positionBytes, int limitBytes) {
        if (limitBytes - positionBytes < HEADER_BYTES) {
            return false;
        }
        int at = window.indexOf(positionBytes, HEADER_BYTES);
        return window.limit() - at >= HEADER_BYTES && plausible(window.buffer(), at, limitBytes - positionBytes);
    }

    /** Whether a header that can be true stands in a buffer and its batch is at most so large; checks no CRC. */
    static boolean plausible(ByteBuffer buffer, int at, int maxBytes) {
        int length = buffer.getInt(at + BatchLayout.LENGTH);
        return buffer.get(at + BatchLayout.MAGIC) == BatchLayout.MAGIC_V2
                && length >= BatchLayout.LENGTH_MIN
                && length <= maxBytes - BatchLayout.LENGTH_OVERHEAD_BYTES
                && BatchHeader.lastOffsetDelta(buffer, at) >= 0
                && BatchHeader.baseOffset(buffer, at) >= 0;
    }

    private BatchCheck checkInPieces(int positionBytes, int batchBytes) {
        int at = window.indexOf(positionBytes, HEADER_BYTES);
        int storedCrc = BatchHeader.crc(window.buffer(), at);
        BatchCheck header = headerFault(window.buffer(), at);
        CRC32C crc = new CRC32C();
        int endBytes = positionBytes + batchBytes;
        int from = positionBytes + ATTRIBUTES;
        while (from < endBytes) {
            int index = window.indexOf(from, 1);
            int pieceBytes = Math.min(endBytes - from, window.limit() - index);
            if (pieceBytes <= 0) {
                return new BatchCheck.Torn(batchBytes, "the bytes end after " + (from - positionBytes));
            }
            crc.update(window.buffer().duplicate().limit(index + pieceBytes).position(index));
            from += pieceBytes;
        }
        int foundCrc = (int) crc.getValue();
        if (foundCrc != storedCrc) {
            return new BatchCheck.Damaged(
                    BatchLayout.CRC,
                    "CRC-32C 0x%08x as stored".formatted(storedCrc),
                    "0x%08x over %d bytes".formatted(foundCrc, batchBytes - ATTRIBUTES));
        }
        return header instanceof BatchCheck.Damaged ? header : new BatchCheck.Whole(batchBytes);
    }

    /** What is wrong with the fields under the CRC; a {@code Whole} of the header's size where nothing is. */
    private static BatchCheck headerFault(ByteBuffer buffer, int at) {
        int codec = BatchHeader.attributes(buffer, at) & BatchLayout.CODEC_MASK;
        if (codec >= Codec.values().length) {
            return new BatchCheck.Damaged(ATTRIBUTES, "a known codec", Integer.toString(codec));
        }
        int lastOffsetDelta = BatchHeader.lastOffsetDelta(buffer, at);
        if (lastOffsetDelta < 0) {
            return new BatchCheck.Damaged(
                    BatchLayout.LAST_OFFSET_DELTA, "a last offset delta from 0", Integer.toString(lastOffsetDelta));
        }
        int recordCount = BatchHeader.recordCount(buffer, at);
        return recordCount < 0
                ? new BatchCheck.Damaged(
                        BatchLayout.RECORD_COUNT, "a record count from 0", Integer.toString(recordCount))
                : new BatchCheck.Whole(HEADER_BYTES);
    }
}
