package io.varve.batch;

import java.nio.ByteBuffer;

/** Checks batches handed in from outside. */
public final class BatchValidation implements AutoCloseable {

    /** @param decompressedBytesMax bound on the decompressed records of one batch */
    public BatchValidation(int decompressedBytesMax) {}

    /** Checks a batch of a client, as the leader: deltas 0..n-1, no control batch. */
    public BatchFacts check(ByteBuffer buffer, int at, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Checks a batch that a leader has taken before: gaps, control batches, no records are allowed. */
    public BatchFacts checkReplicated(ByteBuffer buffer, int at, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
