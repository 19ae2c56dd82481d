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

    /** Stands for the position behind a varint that is not to be peeked at: no sum with a length makes it one. */
    private static final int LONGER = Integer.MIN_VALUE;

    private static final int PEEKED_BYTES_MAX = 3;

    /** Attributes, two deltas, two lengths, a header count: less than these is no record. */
    private static final int PLAIN_BODY_BYTES_MIN = 6;

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

    /** The value of the varint that was peeked at last. */
    private int peeked;

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
        if (readPlainRecord()) {
            return;
        }
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
     * Reads a record whose numbers are short and which has no headers, as nearly all are, with the position in a local
     * variable that depends on predicted branches only: about half the time of the way that reports what is wrong.
     * Where anything is unusual, false, and nothing has changed.
     */
    private boolean readPlainRecord() {
        ByteBuffer bytes = view.buffer;
        int bodyAt = peekVarint(bytes, reader.position());
        int end = bodyAt + peeked;
        if (bodyAt < 0 || peeked < PLAIN_BODY_BYTES_MIN || end > recordsEnd) {
            return false;
        }
        int deltaAt = peekVarint(bytes, bodyAt + 1);
        int timestampDelta = peeked;
        int keyAt = deltaAt < 0 ? deltaAt : peekVarint(bytes, deltaAt);
        int delta = peeked;
        int keyPosition = keyAt < 0 ? keyAt : peekVarint(bytes, keyAt);
        int keyLength = peeked;
        int valueAt = keyPosition + Math.max(0, keyLength);
        if (keyPosition < 0 || valueAt >= end) {
            return false;
        }
        int valuePosition = peekVarint(bytes, valueAt);
        int valueLength = peeked;
        boolean isPlain = valuePosition >= 0
                && valuePosition + Math.max(0, valueLength) == end - 1
                && bytes.get(end - 1) == 0
                && keyLength >= RecordView.NULL_LENGTH
                && valueLength >= RecordView.NULL_LENGTH
                && delta > offsetDelta
                && delta <= lastOffsetDelta;
        if (isPlain) {
            offsetDelta = delta;
            reader.place(bytes, end, recordsEnd);
            view.place(baseOffset + delta, keyPosition, keyLength, valuePosition, valueLength);
            view.timestampMs = isAppendTime ? view.timestampMs : baseTimestampMs + timestampDelta;
        }
        return isPlain;
    }

    /**
     * Notes a varint of up to three bytes.
     *
     * @return the position behind it, or {@link #LONGER} where it is longer or may be cut short
     */
    private int peekVarint(ByteBuffer bytes, int at) {
        if (at > recordsEnd - PEEKED_BYTES_MAX) {
            return LONGER;
        }
        int first = bytes.get(at);
        if (first >= 0) {
            peeked = first >>> 1 ^ -(first & 1);
            return at + 1;
        }
        int second = bytes.get(at + 1);
        int two = first & 0x7f | second << 7;
        if (second >= 0) {
            peeked = two >>> 1 ^ -(two & 1);
            return at + 2;
        }
        int third = bytes.get(at + 2);
        int three = two & 0x3fff | third << 14;
        peeked = three >>> 1 ^ -(three & 1);
        return third >= 0 ? at + PEEKED_BYTES_MAX : LONGER;
    }

    private void skipHeaders(int headerCount) {
        for (int index = 0; index < headerCount; index++) {
            reader.skip(reader.length("header name length"));
            reader.skip(reader.nullableLength("header value length"));
        }
    }
}
