package io.varve.batch;

import static io.varve.batch.BatchHeader.CODEC_COUNT;
import static io.varve.batch.BatchLayout.ATTRIBUTES;
import static io.varve.batch.BatchLayout.CODEC_MASK;
import static io.varve.batch.BatchLayout.CRC;
import static io.varve.batch.BatchLayout.HEADER_BYTES;
import static io.varve.batch.BatchLayout.LAST_OFFSET_DELTA;
import static io.varve.batch.BatchLayout.LENGTH;
import static io.varve.batch.BatchLayout.LENGTH_MAX;
import static io.varve.batch.BatchLayout.LENGTH_MIN;
import static io.varve.batch.BatchLayout.LENGTH_OVERHEAD_BYTES;
import static io.varve.batch.BatchLayout.MAGIC;
import static io.varve.batch.BatchLayout.MAGIC_V2;
import static io.varve.batch.BatchLayout.RECORD_COUNT;

import java.nio.ByteBuffer;

/**
 * What stands at a position where a batch should begin: a whole one, the beginning of one, or something else.
 *
 * <p>A batch is whole when its header can be true and its CRC-32C is right. Nothing is decompressed: what a faulty
 * writer put under a right CRC is found by {@link BatchRecords}. The base offset and the leader epoch lie outside the
 * CRC, so whoever knows what they must be has to compare them. Any thread.
 */
public sealed interface BatchCheck {

    /**
     * A whole batch.
     *
     * @param sizeBytes its size, header included
     */
    record Whole(int sizeBytes) implements BatchCheck {}

    /**
     * What is there can be the beginning of a batch, but the bytes end first: what an append cut short leaves behind.
     *
     * @param neededBytes bytes that the batch would have from its first; at least its header, where its length is
     *     unknown
     * @param reason what is missing, in words
     */
    record Torn(int neededBytes, String reason) implements BatchCheck {}

    /**
     * What is there is no batch.
     *
     * @param positionInBatch position of the wrong field, in bytes from where the batch should begin
     * @param expected what should stand there
     * @param found what stands there
     */
    record Damaged(int positionInBatch, String expected, String found) implements BatchCheck {}

    /**
     * Whether a whole batch stands at a position; allocates nothing. Where it says no, {@link #of} says why.
     *
     * @param buffer big-endian, best direct; neither moved nor changed
     * @param at position of the batch's first byte
     * @param limit position after the last byte that may be looked at
     */
    static boolean isWhole(ByteBuffer buffer, int at, int limit) {
        if (limit - at < HEADER_BYTES) {
            return false;
        }
        int length = buffer.getInt(at + LENGTH);
        return length >= LENGTH_MIN
                && length <= limit - at - LENGTH_OVERHEAD_BYTES
                && buffer.get(at + MAGIC) == MAGIC_V2
                && (buffer.getShort(at + ATTRIBUTES) & CODEC_MASK) < CODEC_COUNT
                && (buffer.getInt(at + LAST_OFFSET_DELTA) | buffer.getInt(at + RECORD_COUNT)) >= 0
                && buffer.getInt(at + CRC)
                        == Checksum.crc32c(buffer, at + ATTRIBUTES, length + LENGTH_OVERHEAD_BYTES - ATTRIBUTES);
    }

    /**
     * What stands at a position.
     *
     * @param buffer big-endian, best direct; neither moved nor changed
     * @param at position of the batch's first byte
     * @param limit position after the last byte that may be looked at
     */
    static BatchCheck of(ByteBuffer buffer, int at, int limit) {
        if (isWhole(buffer, at, limit)) {
            return new Whole(BatchHeader.sizeBytes(buffer, at));
        }
        int foundBytes = limit - at;
        if (foundBytes < LENGTH_OVERHEAD_BYTES) {
            return new Torn(HEADER_BYTES, "the bytes end after " + foundBytes + ", before the batch's length");
        }
        int length = buffer.getInt(at + LENGTH);
        if (length < LENGTH_MIN || length > LENGTH_MAX) {
            return new Damaged(LENGTH, "a length from " + LENGTH_MIN + " to " + LENGTH_MAX, Integer.toString(length));
        }
        if (foundBytes > MAGIC && buffer.get(at + MAGIC) != MAGIC_V2) {
            return new Damaged(MAGIC, "magic " + MAGIC_V2, Byte.toString(buffer.get(at + MAGIC)));
        }
        int sizeBytes = length + LENGTH_OVERHEAD_BYTES;
        if (foundBytes < sizeBytes) {
            return new Torn(sizeBytes, "the bytes end after " + foundBytes + " of the batch's " + sizeBytes);
        }
        return fault(buffer, at, sizeBytes);
    }

    /** The fault of a batch that is all there, with a right length and magic, and not whole. */
    private static Damaged fault(ByteBuffer buffer, int at, int sizeBytes) {
        int crc = Checksum.crc32c(buffer, at + ATTRIBUTES, sizeBytes - ATTRIBUTES);
        if (crc != BatchHeader.crc(buffer, at)) {
            return new Damaged(
                    CRC,
                    "CRC-32C 0x%08x as stored".formatted(BatchHeader.crc(buffer, at)),
                    "0x%08x over %d bytes".formatted(crc, sizeBytes - ATTRIBUTES));
        }
        int codec = BatchHeader.attributes(buffer, at) & CODEC_MASK;
        if (codec >= CODEC_COUNT) {
            return new Damaged(ATTRIBUTES, "a codec from 0 to " + (CODEC_COUNT - 1), Integer.toString(codec));
        }
        int lastOffsetDelta = BatchHeader.lastOffsetDelta(buffer, at);
        if (lastOffsetDelta < 0) {
            return new Damaged(LAST_OFFSET_DELTA, "a last offset delta from 0", Integer.toString(lastOffsetDelta));
        }
        int recordCount = BatchHeader.recordCount(buffer, at);
        return new Damaged(RECORD_COUNT, "a record count from 0", Integer.toString(recordCount));
    }
}
