package io.varve.batch;

import java.nio.ByteBuffer;

/** Reads the records of a batch. */
public final class BatchRecords implements AutoCloseable {

    /** @param decompressedBytesMax bound on the decompressed records of one batch */
    public BatchRecords(int decompressedBytesMax) {}

    /** Places the reader before the first record of a batch that {@link BatchCheck} found whole. */
    public void open(ByteBuffer buffer, int at) {
        throw new UnsupportedOperationException();
    }

    /** Moves to the next record; false after the last one. */
    public boolean next() {
        throw new UnsupportedOperationException();
    }

    /** Moves so that {@link #next()} gives the first record at or after an offset; false if there is none. */
    public boolean skipTo(long offset) {
        throw new UnsupportedOperationException();
    }

    /** The record that next() moved to. */
    public RecordView record() {
        throw new UnsupportedOperationException();
    }

    /** Where the reader stands, in bytes from the first of the batch, or of the decompressed records. */
    public int positionBytes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
