package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchRecords;
import io.varve.error.ClosedException;
import io.varve.error.InvalidBatchException;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a log's records in offset order, batch by batch. Every batch passes its checksum before a record of it is
 * given; control batches are passed over.
 *
 * <p>Threads: one at a time.
 */
public final class RecordWalk implements AutoCloseable {

    private static final long ANY_TIME = Long.MIN_VALUE;

    private final LogReader reader;
    private final FetchBuffers buffers;
    private final BatchRecords records;
    private @Nullable FetchBuffer buffer;
    private long position;
    private boolean inBatch;

    /** Whether every record of the batch lies between the position and the end asked for. */
    private boolean isWithin;

    /** Whether the record that stands now lay beyond the end asked for, so that it is still to be given. */
    private boolean pending;

    RecordWalk(LogReader reader, FetchBuffers buffers, long fromOffset) {
        FetchBuffer taken = buffers.take();
        this.reader = reader;
        this.buffers = buffers;
        this.buffer = taken;
        this.records = taken.records();
        this.position = fromOffset;
    }

    /** The offset from which it goes on. */
    public long position() {
        return isWithin && records.readCount() > 0 ? records.record().offset() + 1 : position;
    }

    /** The record it stands on: a view that is valid until the next move. */
    public Record record() {
        if (buffer == null) {
            throw closed();
        }
        return records.record();
    }

    /**
     * Moves to the next record before an end.
     *
     * @return false where there is none; a later call, with a later end, may find one
     */
    public boolean next(long endOffset) {
        return nextWithin() || nextAtOrAfter(ANY_TIME, endOffset);
    }

    /**
     * The short way to nearly all records: moves within a batch of which no offset needs to be looked at.
     *
     * @return false at the end of that batch, and where there is none: {@link #next} may still find a record
     */
    public boolean nextWithin() {
        try {
            return isWithin && records.next();
        } catch (InvalidBatchException damage) {
            throw reader.damaged(held(), "records that can be read", damage.reason());
        }
    }

    /** Moves to the next record before an end, passing over batches that hold nothing at or after a time. */
    boolean nextAtOrAfter(long timestampMs, long endOffset) {
        while (true) {
            if (inBatch) {
                if (nextOfBatch(endOffset)) {
                    return true;
                }
                if (pending) {
                    return false;
                }
                leaveBatch();
            }
            if (position >= endOffset || !enterBatch(timestampMs, endOffset)) {
                return false;
            }
        }
    }

    private boolean nextOfBatch(long endOffset) {
        if (isWithin) {
            return nextWithin();
        }
        try {
            if (!pending && !records.next()) {
                return false;
            }
        } catch (InvalidBatchException damage) {
            throw reader.damaged(held(), "records that can be read", damage.reason());
        }
        long offset = records.record().offset();
        pending = offset >= endOffset;
        if (pending) {
            return false;
        }
        position = offset + 1;
        return true;
    }

    private void leaveBatch() {
        FetchBuffer held = held();
        position = Math.max(position, BatchHeader.nextOffset(held.bytes(), held.at()));
        held.skipBatch();
        inBatch = false;
        isWithin = false;
    }

    /** Opens the next batch of data that reaches beyond the position and up to a time. */
    private boolean enterBatch(long timestampMs, long endOffset) {
        FetchBuffer held = held();
        while (reader.fetch(position, held)) {
            reader.check(held);
            ByteBuffer bytes = held.bytes();
            boolean isRecent = BatchHeader.maxTimestampMs(bytes, held.at()) >= timestampMs;
            if (isRecent && !BatchHeader.isControl(bytes, held.at())) {
                open(held, endOffset);
                return true;
            }
            position = BatchHeader.nextOffset(bytes, held.at());
            held.skipBatch();
        }
        return false;
    }

    private void open(FetchBuffer held, long endOffset) {
        try {
            records.open(held.bytes(), held.at());
            boolean beginsBefore = BatchHeader.baseOffset(held.bytes(), held.at()) < position;
            if (beginsBefore) {
                records.skipTo(position);
            }
            isWithin = !beginsBefore && BatchHeader.nextOffset(held.bytes(), held.at()) <= endOffset;
        } catch (InvalidBatchException damage) {
            throw reader.damaged(held(), "records that can be read", damage.reason());
        }
        inBatch = true;
    }

    private FetchBuffer held() {
        FetchBuffer held = buffer;
        if (held == null) {
            throw closed();
        }
        return held;
    }

    private ClosedException closed() {
        return new ClosedException("a cursor of " + reader.place().name());
    }

    /** Gives its buffer back, which another walk may have at once. Closing twice does nothing. */
    @Override
    public void close() {
        inBatch = false;
        isWithin = false;
        pending = false;
        FetchBuffer held = buffer;
        buffer = null;
        if (held != null) {
            buffers.give(held);
        }
    }
}
