package io.varve.batch;

import static io.varve.batch.BatchLayout.ATTRIBUTES;
import static io.varve.batch.BatchLayout.BASE_OFFSET;
import static io.varve.batch.BatchLayout.BASE_SEQUENCE;
import static io.varve.batch.BatchLayout.BASE_TIMESTAMP;
import static io.varve.batch.BatchLayout.CODEC_MASK;
import static io.varve.batch.BatchLayout.CONTROL_BIT;
import static io.varve.batch.BatchLayout.CRC;
import static io.varve.batch.BatchLayout.DELETE_HORIZON_BIT;
import static io.varve.batch.BatchLayout.LAST_OFFSET_DELTA;
import static io.varve.batch.BatchLayout.LEADER_EPOCH;
import static io.varve.batch.BatchLayout.LENGTH;
import static io.varve.batch.BatchLayout.LENGTH_OVERHEAD_BYTES;
import static io.varve.batch.BatchLayout.LOG_APPEND_TIME_BIT;
import static io.varve.batch.BatchLayout.MAGIC;
import static io.varve.batch.BatchLayout.MAX_TIMESTAMP;
import static io.varve.batch.BatchLayout.PRODUCER_EPOCH;
import static io.varve.batch.BatchLayout.PRODUCER_ID;
import static io.varve.batch.BatchLayout.RECORD_COUNT;
import static io.varve.batch.BatchLayout.TRANSACTIONAL_BIT;

import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;

/**
 * The fields of a batch's header, read and changed in place; any thread, no allocation.
 *
 * <p>Every function takes a big-endian buffer and the position {@code at} of the batch's first byte, uses absolute
 * access only, and trusts that a whole header lies there: ask {@link BatchCheck} first.
 */
public final class BatchHeader {

    private static final Codec[] CODECS = Codec.values();

    /** A number above every codec's: the codecs' numbers are their ordinals. */
    static final int CODEC_COUNT = CODECS.length;

    private BatchHeader() {}

    /** Bytes of the whole batch, header included. */
    public static int sizeBytes(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH) + LENGTH_OVERHEAD_BYTES;
    }

    /** Offset of the batch's first record when it was written; compaction may have removed that record since. */
    public static long baseOffset(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_OFFSET);
    }

    /** Offset of the batch's last record when it was written; compaction may have removed that record since. */
    public static long lastOffset(ByteBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
    }

    /** Offset that follows the batch: its last offset + 1. */
    public static long nextOffset(ByteBuffer buffer, int at) {
        return lastOffset(buffer, at) + 1;
    }

    /** Last offset less base offset. */
    public static int lastOffsetDelta(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LAST_OFFSET_DELTA);
    }

    /** Epoch of the leader that took the batch, or {@link BatchLayout#NO_LEADER_EPOCH}. */
    public static int leaderEpoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LEADER_EPOCH);
    }

    /** Version of the batch format; 2 in every batch that {@link BatchCheck} lets pass. */
    public static byte magic(ByteBuffer buffer, int at) {
        return buffer.get(at + MAGIC);
    }

    /** The stored CRC-32C. */
    public static int crc(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC);
    }

    /** The attribute bits; see {@link BatchLayout}. */
    public static short attributes(ByteBuffer buffer, int at) {
        return buffer.getShort(at + ATTRIBUTES);
    }

    /**
     * The codec of the records.
     *
     * @throws InvalidBatchException if the number stands for no codec
     */
    public static Codec codec(ByteBuffer buffer, int at) {
        int number = attributes(buffer, at) & CODEC_MASK;
        if (number >= CODEC_COUNT) {
            throw new InvalidBatchException("at byte " + ATTRIBUTES + " of the batch: expected a codec from 0 to "
                    + (CODEC_COUNT - 1) + ", found " + number);
        }
        return CODECS[number];
    }

    /** The number that stands for a codec in the attributes. */
    static int codecNumber(Codec codec) {
        return switch (codec) {
            case NONE -> 0;
            case GZIP -> 1;
            case SNAPPY -> 2;
            case LZ4 -> 3;
            case ZSTD -> 4;
        };
    }

    /** Where the timestamps of the records come from. */
    public static TimestampType timestampType(ByteBuffer buffer, int at) {
        return has(buffer, at, LOG_APPEND_TIME_BIT) ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    /** Whether the batch belongs to a transaction. */
    public static boolean isTransactional(ByteBuffer buffer, int at) {
        return has(buffer, at, TRANSACTIONAL_BIT);
    }

    /** Whether the batch holds markers instead of records of a caller. */
    public static boolean isControl(ByteBuffer buffer, int at) {
        return has(buffer, at, CONTROL_BIT);
    }

    /** Whether the base timestamp stands for the time after which tombstones and markers may go (KIP-534). */
    public static boolean hasDeleteHorizon(ByteBuffer buffer, int at) {
        return has(buffer, at, DELETE_HORIZON_BIT);
    }

    /** What the timestamp deltas of the records count from, in ms since 1970. */
    public static long baseTimestampMs(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_TIMESTAMP);
    }

    /** The largest timestamp in the batch, in ms since 1970; the time of every record under log-append time. */
    public static long maxTimestampMs(ByteBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP);
    }

    /** Id of the idempotent producer, or {@link BatchLayout#NO_PRODUCER_ID}. */
    public static long producerId(ByteBuffer buffer, int at) {
        return buffer.getLong(at + PRODUCER_ID);
    }

    /** Epoch of the idempotent producer, or {@link BatchLayout#NO_PRODUCER_EPOCH}. */
    public static short producerEpoch(ByteBuffer buffer, int at) {
        return buffer.getShort(at + PRODUCER_EPOCH);
    }

    /** The producer's sequence number of the first record, or {@link BatchLayout#NO_SEQUENCE}. */
    public static int baseSequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + BASE_SEQUENCE);
    }

    /** Who sent the batch, as far as idempotence knows senders. */
    public static BatchProducer producer(ByteBuffer buffer, int at) {
        return new BatchProducer(
                producerId(buffer, at),
                producerEpoch(buffer, at),
                baseSequence(buffer, at),
                isTransactional(buffer, at));
    }

    /** Number of records; 0 in a batch that compaction emptied and kept for its producer's sequence. */
    public static int recordCount(ByteBuffer buffer, int at) {
        return buffer.getInt(at + RECORD_COUNT);
    }

    /** Gives the batch its place in a log. Both fields lie outside the CRC, which stays right. */
    public static void assign(ByteBuffer buffer, int at, long baseOffset, int leaderEpoch) {
        buffer.putLong(at + BASE_OFFSET, baseOffset);
        buffer.putInt(at + LEADER_EPOCH, leaderEpoch);
    }

    /**
     * Makes a moment the time of every record, as Kafka does on topics of log-append time; the records stay as they
     * are. Costs one pass over the batch for its new CRC.
     *
     * @param timestampMs the time of the append, in ms since 1970
     */
    public static void stampAppendTime(ByteBuffer buffer, int at, long timestampMs) {
        buffer.putShort(at + ATTRIBUTES, (short) (attributes(buffer, at) | LOG_APPEND_TIME_BIT));
        stampMaxTimestamp(buffer, at, timestampMs);
    }

    /**
     * Corrects the max timestamp where a client computed it wrongly, as a Kafka leader does: the time index depends on
     * it. Costs one pass over the batch for its new CRC.
     *
     * @param timestampMs the largest timestamp of the records, in ms since 1970
     */
    public static void stampMaxTimestamp(ByteBuffer buffer, int at, long timestampMs) {
        buffer.putLong(at + MAX_TIMESTAMP, timestampMs);
        stampCrc(buffer, at);
    }

    /** Computes the CRC over a batch whose length field is set, and stores it. */
    static void stampCrc(ByteBuffer buffer, int at) {
        buffer.putInt(at + CRC, Checksum.crc32c(buffer, at + ATTRIBUTES, sizeBytes(buffer, at) - ATTRIBUTES));
    }

    private static boolean has(ByteBuffer buffer, int at, int bit) {
        return (attributes(buffer, at) & bit) != 0;
    }
}
