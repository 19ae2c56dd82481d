package io.varve.batch;

import static io.varve.batch.BatchLayout.HEADER_BYTES;

import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;

/**
 * Reads the records of one batch after another; reusable, one thread at a time.
 *
 * <p>An uncompressed batch is read where it lies. A compressed one is decompressed whole into memory of the reader's
 * own, which is direct, never exceeds the given bound whatever the batch claims, and is kept for the next batch. Moving
 * costs no allocation. Everything inside is checked while it is read: a right CRC only says that the bytes are those of
 * the writer, not that the writer was sane. Batches that compaction thinned out have gaps between their offsets, and
 * may have none of the records that their header tells the last offset of.
 */
public final class BatchRecords implements AutoCloseable {

    private static final int FAILED = -1;

    /** Stands for a number of more than two bytes. */
    private static final int LONGER = Integer.MIN_VALUE;

    /** A record of two deltas, two lengths and a header count, of a byte each, behind its length and attributes. */
    private static final int PLAIN_BODY_BYTES_MIN = 5;

    private static final int PLAIN_BYTES_MIN = PLAIN_BODY_BYTES_MIN + 2;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Decompressor decompressor;
    private final VarintReader reader = new VarintReader();
    private final RecordView view = new RecordView(NOTHING);

    private int recordsEnd;
    private int recordCount;
    private int recordsRead;
    private boolean isAhead;
    private boolean isAppendTime;
    private long baseOffset;
    private long baseTimestampMs;
    private int lastOffsetDelta;
    private int offsetDelta;

    /**
     * Makes a reader that stands after the last record of nothing.
     *
     * @param decompressedBytesMax bound on the decompressed records of one batch, and so on the reader's memory
     */
    public BatchRecords(int decompressedBytesMax) {
        decompressor = new Decompressor(decompressedBytesMax);
    }

    /**
     * Places the reader before the first record of a batch.
     *
     * @param buffer big-endian, best direct; must stay as it is while the batch is read; its position is not moved
     * @param at position of the first byte of a batch that {@link BatchCheck} found whole
     * @throws InvalidBatchException if its records do not decompress, or into more than the reader's bound
     */
    public void open(ByteBuffer buffer, int at) {
        recordsRead = FAILED;
        isAhead = false;
        baseOffset = BatchHeader.baseOffset(buffer, at);
        baseTimestampMs = BatchHeader.baseTimestampMs(buffer, at);
        lastOffsetDelta = BatchHeader.lastOffsetDelta(buffer, at);
        recordCount = BatchHeader.recordCount(buffer, at);
        offsetDelta = -1;
        TimestampType timestampType = BatchHeader.timestampType(buffer, at);
        isAppendTime = timestampType == TimestampType.LOG_APPEND_TIME;
        view.timestampType = timestampType;
        view.timestampMs = BatchHeader.maxTimestampMs(buffer, at);
        placeRecords(buffer, at);
        if (recordCount == 0 && reader.remainingBytes() != 0) {
            throw reader.fault("the end, since the batch has no records", reader.remainingBytes() + " bytes more");
        }
        recordsRead = 0;
    }

    /**
     * Moves to the next record.
     *
     * @return false after the last one
     * @throws InvalidBatchException if what is there is no record, or not the one that the header announced; no further
     *     record of this batch can then be read
     */
    public boolean next() {
        if (isAhead) {
            isAhead = false;
            return true;
        }
        int index = recordsRead;
        return index >= 0 && readPlainRecord(index) || nextOfAnyKind(index);
    }

    private boolean nextOfAnyKind(int index) {
        if (index == recordCount) {
            return false;
        }
        if (index == FAILED) {
            throw reader.fault("an intact batch", "the fault reported before");
        }
        recordsRead = FAILED;
        readRecord();
        if (index + 1 == recordCount && reader.position() != recordsEnd) {
            throw reader.fault(
                    "the end after " + recordCount + " records", (recordsEnd - reader.position()) + " bytes more");
        }
        recordsRead = index + 1;
        return true;
    }

    /**
     * Moves forward so that {@link #next()} gives the first record at or after an offset; never back.
     *
     * @return whether there is such a record
     * @throws InvalidBatchException as {@link #next()}
     */
    public boolean skipTo(long offset) {
        skipBefore(offset);
        while (next()) {
            if (view.offset >= offset) {
                isAhead = true;
                return true;
            }
        }
        return false;
    }

    /**
     * Steps over records of a batch that has one for each offset by their lengths alone: they need not be looked into
     * to know their offsets, and what is wrong with one is found by whoever reads it.
     */
    private void skipBefore(long offset) {
        boolean isDense = recordsRead >= 0 && !isAhead && lastOffsetDelta == recordCount - 1L;
        long records = isDense ? Math.min(offset - baseOffset, recordCount) - recordsRead : 0;
        int index = recordsRead;
        if (records <= 0) {
            return;
        }
        recordsRead = FAILED;
        reader.endAt(recordsEnd);
        for (long left = records; left > 0; left--) {
            reader.skip(reader.length("record length"));
        }
        recordsRead = index + (int) records;
        offsetDelta = recordsRead - 1;
        if (recordsRead == recordCount && reader.position() != recordsEnd) {
            recordsRead = FAILED;
            throw reader.fault("the end after " + recordCount + " records", reader.remainingBytes() + " bytes more");
        }
    }

    /** How many records of the batch were read so far. */
    public int readCount() {
        return Math.max(0, recordsRead);
    }

    /** The record that {@link #next()} moved to: always the same view, valid until the next move. */
    public RecordView record() {
        return view;
    }

    /**
     * Where the reader stands, after a refusal where it was met: bytes from the first of the batch or, where
     * {@link #isDecompressed()}, of the decompressed records.
     */
    public int positionBytes() {
        return reader.positionInRegion();
    }

    /** Whether the records of the present batch were compressed. */
    public boolean isDecompressed() {
        return view.buffer == decompressor.decompressed();
    }

    /** Bytes of direct memory that it has grown to and keeps, for pools that weigh what they keep. */
    public long retainedBytes() {
        return decompressor.retainedBytes();
    }

    /**
     * Lets go of the batch, and frees what the decompressors hold outside the heap; the reader can go on to be used,
     * and then holds it again.
     */
    @Override
    public void close() {
        recordCount = 0;
        recordsRead = 0;
        isAhead = false;
        view.buffer = NOTHING;
        reader.place(NOTHING, 0, 0);
        decompressor.close();
    }

    private void placeRecords(ByteBuffer buffer, int at) {
        int batchEnd = at + BatchHeader.sizeBytes(buffer, at);
        int recordsAt = at + HEADER_BYTES;
        reader.nameRegion(at, "batch");
        reader.place(buffer, recordsAt, batchEnd);
        view.buffer = buffer;
        recordsEnd = batchEnd;
        Codec codec = BatchHeader.codec(buffer, at);
        if (codec != Codec.NONE && recordsAt < batchEnd) {
            recordsEnd = decompressor.decompress(codec, buffer, recordsAt, batchEnd - recordsAt);
            view.buffer = decompressor.decompressed();
            reader.nameRegion(0, "decompressed records");
            reader.place(view.buffer, 0, recordsEnd);
        }
    }

    /** Reads one record into the view: every length is checked against what encloses it before it is used. */
    private void readRecord() {
        VarintReader in = reader;
        RecordView record = view;
        in.endAt(recordsEnd);
        int bodyBytes = in.length("record length");
        int recordEnd = in.position() + bodyBytes;
        in.endAt(recordEnd);
        in.skipByte("a record's attributes");
        long timestampDelta = in.varlong();
        int delta = in.varint();
        if (delta <= offsetDelta || delta > lastOffsetDelta) {
            throw in.fault(
                    "an offset delta from " + (offsetDelta + 1L) + " to " + lastOffsetDelta, Integer.toString(delta));
        }
        offsetDelta = delta;
        record.offset = baseOffset + delta;
        if (!isAppendTime) {
            record.timestampMs = baseTimestampMs + timestampDelta;
        }
        record.keyLength = in.nullableLength("key length");
        record.keyPosition = in.skip(record.keyLength);
        record.valueLength = in.nullableLength("value length");
        record.valuePosition = in.skip(record.valueLength);
        record.headerCount = in.length("header count");
        record.headersPosition = in.position();
        record.headersEnd = recordEnd;
        if (record.headerCount > 0) {
            skipHeaders(record.headerCount);
        }
        if (in.position() != recordEnd) {
            throw in.fault("the end of the record", in.remainingBytes() + " bytes more");
        }
    }

    /**
     * Reads a record whose numbers take one or two bytes each and which has no headers, as nearly all are. Everything
     * is in local variables, and positions depend on predicted branches only, never on bytes that are still being
     * loaded: less than half the time of the way that reports what is wrong. Where anything is unusual, false, and
     * nothing has changed.
     */
    private boolean readPlainRecord(int index) {
        ByteBuffer bytes = view.buffer;
        int at = reader.position();
        if (index >= recordCount || at > recordsEnd - PLAIN_BYTES_MIN) {
            return false;
        }
        int zigzag = bytes.get(at);
        if (zigzag < 0) {
            int second = bytes.get(at + 1);
            zigzag = second < 0 ? LONGER : zigzag & 0x7f | second << 7;
            at++;
        }
        at += 2; // the length and the attributes
        int end = at - 1 + (zigzag >>> 1);
        boolean isLast = index + 1 == recordCount;
        if ((zigzag & 1) != 0 || end > recordsEnd || at > end - PLAIN_BODY_BYTES_MIN || isLast && end != recordsEnd) {
            return false;
        }
        if (at > recordsEnd - Long.BYTES || !readPlainBody(bytes, at, end)) {
            return false;
        }
        reader.moveTo(end);
        recordsRead = index + 1;
        return true;
    }

    /** Reads what follows a record's attributes: two deltas, the key, the value, no headers. */
    private boolean readPlainBody(ByteBuffer bytes, int from, int end) {
        int at = from + 3;
        long word = bytes.getLong(from);
        int timestamp = (int) (word >>> 56);
        if (timestamp >= 0x80) {
            timestamp = timestamp & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        word <<= 8;
        int delta = (int) (word >>> 56);
        if (delta >= 0x80) {
            delta = delta & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        word <<= 8;
        int key = (int) (word >>> 56);
        if (key >= 0x80) {
            key = key & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        word <<= 8;
        if (key > 1) {
            at += key >>> 1;
            if (at > end - Short.BYTES) {
                return false;
            }
            word = (long) bytes.getShort(at) << 48;
        }
        return placePlain(timestamp, delta, key, word, at, end);
    }

    /** Reads the value and places the view, if all is as it must be; numbers are still zigzag. */
    private boolean placePlain(int timestamp, int delta, int key, long word, int valueAt, int end) {
        int at = valueAt + 1;
        int value = (int) (word >>> 56);
        if (value >= 0x80) {
            value = value & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            at++;
        }
        int newDelta = delta >>> 1;
        int keyLength = key >>> 1 ^ -(key & 1);
        int valueLength = value >>> 1 ^ -(value & 1);
        boolean isPlain = (timestamp | delta | key | value) >= 0
                && (delta & 1) == 0
                && newDelta > offsetDelta
                && newDelta <= lastOffsetDelta
                && keyLength >= RecordView.NULL_LENGTH
                && valueLength >= RecordView.NULL_LENGTH
                && at + Math.max(0, valueLength) == end - 1
                && view.buffer.get(end - 1) == 0;
        if (isPlain) {
            offsetDelta = newDelta;
            int keyPosition = valueAt - Math.max(0, keyLength);
            view.place(baseOffset + newDelta, keyPosition, keyLength, at, valueLength);
            view.timestampMs = isAppendTime ? view.timestampMs : baseTimestampMs + (timestamp >>> 1 ^ -(timestamp & 1));
        }
        return isPlain;
    }

    /** Negative where the second of two bytes says that there is a third. */
    private static int longer(long word) {
        return (int) (word >>> 48 & 0x80) << 24;
    }

    private void skipHeaders(int headerCount) {
        for (int index = 0; index < headerCount; index++) {
            reader.skip(reader.length("header name length"));
            reader.skip(reader.nullableLength("header value length"));
        }
    }
}
