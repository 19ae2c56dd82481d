package io.varve.batch;

import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Control batches. */
public final class ControlBatch {

    /** The end of a transaction. */
    public record EndTransaction(boolean committed, int coordinatorEpoch) {}

    private ControlBatch() {}

    /** A control batch with one marker as a new buffer, base offset 0, no leader epoch. */
    public static ByteBuffer encode(EndTransaction marker, long producerId, short producerEpoch, long timestampMs) {
        throw new UnsupportedOperationException();
    }

    /** The end-of-transaction marker that a record of a control batch holds; empty for other kinds of marker. */
    public static Optional<EndTransaction> read(Record record) {
        throw new UnsupportedOperationException();
    }
}
