package io.varve.batch;

import static io.varve.batch.BatchLayout.HEADER_BYTES;
import static io.varve.batch.BatchLayout.LENGTH_OVERHEAD_BYTES;
import static io.varve.batch.BatchLayout.NO_TIMESTAMP;

import io.varve.record.Header;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An uncompressed batch that grows in place in the caller's buffer, until it is sealed; reusable, one thread at a time.
 *
 * <p>This is the hot end of a log: a record costs its bytes and about a dozen stores, no object. The header is written
 * when the batch is sealed; until then its length field is 0, so that nothing takes the bytes for a batch.
 */
public final class OpenBatch {

    private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOWHERE;
    private int at;
    private int position;
    private long baseOffset;
    private int leaderEpoch;
    private BatchProducer producer = BatchProducer.NONE;
    private int attributes;
    private int recordCount;
    private long baseTimestampMs;
    private long maxTimestampMs;
    private boolean isOpen;

    /** Makes one that is closed until {@link #start}. */
    public OpenBatch() {}

    /**
     * Begins a batch; what was begun before and not sealed is forgotten.
     *
     * @param target big-endian, writable, best direct; its position and limit are never moved
     * @param firstByte position of the batch's first byte; there must be room for {@link BatchLayout#HEADER_BYTES}
     * @param offset offset of the first record
     * @param epoch leader epoch, or {@link BatchLayout#NO_LEADER_EPOCH}
     * @param timestampType where the records' timestamps come from; under log-append time all records of a batch share
     *     one
     */
    public void start(ByteBuffer target, int firstByte, long offset, int epoch, TimestampType timestampType) {
        int timestampBit = timestampType == TimestampType.LOG_APPEND_TIME ? BatchLayout.LOG_APPEND_TIME_BIT : 0;
        target.putInt(firstByte + BatchLayout.LENGTH, 0);
        buffer = target;
        at = firstByte;
        position = firstByte + HEADER_BYTES;
        baseOffset = offset;
        leaderEpoch = epoch;
        producer = BatchProducer.NONE;
        attributes = timestampBit;
        recordCount = 0;
        baseTimestampMs = NO_TIMESTAMP;
        maxTimestampMs = NO_TIMESTAMP;
        isOpen = true;
    }

    /** Names the sender; to be called between start and seal. */
    void attribute(BatchProducer sender, int attributeBits) {
        producer = sender;
        attributes |= attributeBits | (sender.isTransactional() ? BatchLayout.TRANSACTIONAL_BIT : 0);
    }

    /**
     * Adds a record if it fits.
     *
     * @param key the key or null
     * @param value the value or null
     * @param timestampMs its time, in ms since 1970
     * @param headers its headers, in order
     * @param limit position in the buffer that the batch must not pass
     * @return false, and nothing has changed, if it would pass the limit or the buffer's end, if the batch has all the
     *     records that it can count, or if, under log-append time, its time is another than that of the batch
     * @throws IllegalStateException if no batch is open
     */
    public boolean tryAdd(
            byte @Nullable [] key, byte @Nullable [] value, long timestampMs, List<Header> headers, int limit) {
        if (attributes != 0 && recordCount > 0 && isAppendTime() && timestampMs != maxTimestampMs) {
            return false;
        }
        return add(key, value, timestampMs, headers, limit);
    }

    /** As tryAdd, without its rule about log-append time. */
    boolean add(byte @Nullable [] key, byte @Nullable [] value, long timestampMs, List<Header> headers, int limit) {
        requireOpen();
        int count = recordCount;
        long timestampDelta = count == 0 ? 0 : timestampMs - baseTimestampMs;
        long bodyBytes = bodyBytes(key, value, timestampDelta, headers);
        int room = Math.min(limit, buffer.limit()) - position;
        if (bodyBytes + Varint.INT_BYTES_MAX > room && bodyBytes + Varint.bytes(bodyBytes) > room
                || count == Integer.MAX_VALUE) {
            return false;
        }
        ByteBuffer target = buffer;
        int next = Varint.put(target, position, (int) bodyBytes);
        target.put(next++, (byte) 0);
        next = Varint.put(target, next, timestampDelta);
        next = Varint.put(target, next, count);
        next = HeadersFormat.putSized(target, next, key);
        next = HeadersFormat.putSized(target, next, value);
        if (headers.isEmpty()) {
            target.put(next++, (byte) 0);
        } else {
            next = HeadersFormat.put(target, next, headers);
        }
        position = next;
        recordCount = count + 1;
        if (count == 0) {
            baseTimestampMs = timestampMs;
            maxTimestampMs = timestampMs;
        } else if (timestampMs > maxTimestampMs) {
            maxTimestampMs = timestampMs;
        }
        return true;
    }

    /** Bytes that a record would add, as the next one of the batch. */
    long recordBytes(byte @Nullable [] key, byte @Nullable [] value, long timestampMs, List<Header> headers) {
        long bodyBytes = bodyBytes(key, value, recordCount == 0 ? 0 : timestampMs - baseTimestampMs, headers);
        return bodyBytes + Varint.bytes(bodyBytes);
    }

    /** Bytes of the batch so far, header included. */
    public int sizeBytes() {
        return position - at;
    }

    /** Records so far. */
    public int recordCount() {
        return recordCount;
    }

    /** Offset of the first record. */
    public long baseOffset() {
        return baseOffset;
    }

    /** Offset that the next record gets. */
    public long nextOffset() {
        return baseOffset + recordCount;
    }

    /** Largest timestamp so far, in ms since 1970; {@link BatchLayout#NO_TIMESTAMP} without records. */
    public long maxTimestampMs() {
        return maxTimestampMs;
    }

    /** Whether it was started and not yet sealed. */
    public boolean isOpen() {
        return isOpen;
    }

    /**
     * Writes the header, one pass over the batch for its CRC included: the bytes are now a whole batch.
     *
     * @throws IllegalStateException if no batch is open, or it is empty
     */
    public void seal() {
        writeHeader();
        BatchHeader.stampCrc(buffer, at);
    }

    /** Ends the batch and writes its header, all but the CRC. */
    void writeHeader() {
        requireOpen();
        if (recordCount == 0) {
            throw new IllegalStateException("a batch needs a record: add one before sealing");
        }
        BatchHeader.assign(buffer, at, baseOffset, leaderEpoch);
        buffer.putInt(at + BatchLayout.LENGTH, sizeBytes() - LENGTH_OVERHEAD_BYTES);
        buffer.put(at + BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        buffer.putShort(at + BatchLayout.ATTRIBUTES, (short) attributes);
        buffer.putInt(at + BatchLayout.LAST_OFFSET_DELTA, recordCount - 1);
        buffer.putLong(at + BatchLayout.BASE_TIMESTAMP, baseTimestampMs);
        buffer.putLong(at + BatchLayout.MAX_TIMESTAMP, maxTimestampMs);
        buffer.putLong(at + BatchLayout.PRODUCER_ID, producer.producerId());
        buffer.putShort(at + BatchLayout.PRODUCER_EPOCH, producer.producerEpoch());
        buffer.putInt(at + BatchLayout.BASE_SEQUENCE, producer.baseSequence());
        buffer.putInt(at + BatchLayout.RECORD_COUNT, recordCount);
        isOpen = false;
    }

    /** Goes on in another buffer that holds a copy of the batch so far at position 0. */
    void moveTo(ByteBuffer copy) {
        buffer = copy;
        position -= at;
        at = 0;
    }

    /** Forgets the batch. */
    public void abandon() {
        isOpen = false;
    }

    private long bodyBytes(byte @Nullable [] key, byte @Nullable [] value, long timestampDelta, List<Header> headers) {
        return 1
                + Varint.bytes(timestampDelta)
                + Varint.bytes(recordCount)
                + HeadersFormat.sizedBytes(key)
                + HeadersFormat.sizedBytes(value)
                + (headers.isEmpty() ? 1 : HeadersFormat.bytes(headers));
    }

    private boolean isAppendTime() {
        return (attributes & BatchLayout.LOG_APPEND_TIME_BIT) != 0;
    }

    private void requireOpen() {
        if (!isOpen) {
            throw new IllegalStateException("no batch is open: start one first");
        }
    }
}
