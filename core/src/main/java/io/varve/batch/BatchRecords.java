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

    /** How many records are read ahead at first: whoever looks up one record is to pay for few. */
    private static final int AHEAD_FIRST = 4;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Decompressor decompressor;
    private final VarintReader reader = new VarintReader();
    private final PlainRecords plain = new PlainRecords();
    private final RecordView view = new RecordView(NOTHING);

    private int recordsEnd;
    private int recordCount;
    private int recordsRead;

    private final int aheadFirst;

    /** Plain records that were read ahead, how many of them were given, where they begin, how many to read next. */
    private int aheadCount;

    private int aheadGiven;
    private int aheadFrom;
    private int aheadNext;

    /** Whether the record that the view shows is still to be given; for a record that was not read ahead. */
    private boolean isPending;

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
        this(decompressedBytesMax, AHEAD_FIRST);
    }

    /** @param aheadFirst how many plain records to read ahead at first; 0 for none ever, so that tests can compare */
    BatchRecords(int decompressedBytesMax, int aheadFirst) {
        this.decompressor = new Decompressor(decompressedBytesMax);
        this.aheadFirst = aheadFirst;
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
        forgetAhead();
        aheadNext = aheadFirst;
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
        int given = aheadGiven;
        if (given < aheadCount) {
            aheadGiven = given + 1;
            place(given);
            return true;
        }
        return nextBehindAhead();
    }

    private void place(int index) {
        PlainRecords from = plain;
        RecordView record = view;
        record.offset = baseOffset + from.offsetDeltas[index];
        record.keyPosition = from.keyPositions[index];
        record.keyLength = from.keyLengths[index];
        record.valuePosition = from.valuePositions[index];
        record.valueLength = from.valueLengths[index];
        record.headerCount = 0;
        if (!isAppendTime) {
            record.timestampMs = baseTimestampMs + from.timestampDeltas[index];
        }
    }

    private boolean nextBehindAhead() {
        if (isPending) {
            isPending = false;
            return true;
        }
        if (recordsRead >= 0 && readAhead()) {
            aheadGiven = 1;
            place(0);
            return true;
        }
        return nextOfAnyKind(recordsRead);
    }

    /**
     * Reads plain records ahead; false where the next one is not plain. The batch's last record is left to the way that
     * also looks at what stands behind it.
     */
    private boolean readAhead() {
        forgetAhead();
        int countMax = Math.min(aheadNext, recordCount - 1 - recordsRead);
        aheadFrom = reader.position();
        int count = plain.read(view.buffer, aheadFrom, recordsEnd, countMax);
        while (count > 0 && !ascends(count)) {
            count--;
        }
        if (count == 0) {
            return false;
        }
        aheadCount = count;
        aheadNext = Math.min(PlainRecords.COUNT_MAX, 4 * aheadNext);
        offsetDelta = plain.offsetDeltas[count - 1];
        recordsRead += count;
        reader.moveTo(plain.ends[count - 1]);
        return true;
    }

    /** Whether offset deltas rise from the last record on; where they do not, the other way says what is wrong. */
    private boolean ascends(int count) {
        int last = offsetDelta;
        boolean ascends = true;
        for (int index = 0; index < count; index++) {
            int delta = plain.offsetDeltas[index];
            ascends &= delta > last;
            last = delta;
        }
        return ascends && last <= lastOffsetDelta;
    }

    private void forgetAhead() {
        aheadCount = 0;
        aheadGiven = 0;
        isPending = false;
    }

    private boolean nextOfAnyKind(int index) {
        if (index == recordCount) {
            return false;
        }
        if (index == FAILED) {
            throw reader.fault("an intact batch", "the fault reported before");
        }
        recordsRead = FAILED;
        forgetAhead();
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
                giveAgain();
                return true;
            }
        }
        return false;
    }

    private void giveAgain() {
        if (aheadGiven > 0) {
            aheadGiven--;
        } else {
            isPending = true;
        }
    }

    /**
     * Steps over records of a batch that has one for each offset by their lengths alone: they need not be looked into
     * to know their offsets, and what is wrong with one is found by whoever reads it.
     */
    private void skipBefore(long offset) {
        boolean isHere = aheadGiven == aheadCount && !isPending;
        boolean isDense = recordsRead >= 0 && isHere && lastOffsetDelta == recordCount - 1L;
        long records = isDense ? Math.min(offset - baseOffset, recordCount) - recordsRead : 0;
        int index = recordsRead;
        if (records <= 0) {
            return;
        }
        forgetAhead();
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
        return Math.max(0, recordsRead - (aheadCount - aheadGiven));
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
        if (aheadCount == 0) {
            return reader.positionInRegion();
        }
        return reader.inRegion(aheadGiven == 0 ? aheadFrom : plain.ends[aheadGiven - 1]);
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
        forgetAhead();
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

    private void skipHeaders(int headerCount) {
        for (int index = 0; index < headerCount; index++) {
            reader.skip(reader.length("header name length"));
            reader.skip(reader.nullableLength("header value length"));
        }
    }
}
