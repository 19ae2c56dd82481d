package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchValidation;
import io.varve.error.InvalidBatchException;
import java.nio.ByteBuffer;

/**
 * Batches that carry offsets of their own, checked: each is whole, and their offsets ascend.
 *
 * @param bytes a view from position 0 on
 * @param placement where they stand
 */
record ReplicatedBatches(ByteBuffer bytes, Placement placement) {

    static ReplicatedBatches check(ByteBuffer given) {
        ByteBuffer bytes = given.slice();
        if (!bytes.hasRemaining()) {
            throw new InvalidBatchException("there are no bytes: expected at least one batch");
        }
        long nextOffset = 0;
        long maxTimestampMs = Long.MIN_VALUE;
        int recordCount = 0;
        int at = 0;
        try (BatchValidation validation = new BatchValidation(DecompressedBytes.MAX)) {
            while (at < bytes.limit()) {
                int sizeBytes =
                        validation.checkReplicated(bytes, at, bytes.limit()).sizeBytes();
                long baseOffset = BatchHeader.baseOffset(bytes, at);
                if (baseOffset < nextOffset) {
                    throw new InvalidBatchException("the batch at byte " + at + " begins at offset " + baseOffset
                            + ": expected " + nextOffset + " or above");
                }
                nextOffset = BatchHeader.nextOffset(bytes, at);
                maxTimestampMs = Math.max(maxTimestampMs, BatchHeader.maxTimestampMs(bytes, at));
                recordCount += BatchHeader.recordCount(bytes, at);
                at += sizeBytes;
            }
        }
        Placement placement = new Placement(BatchHeader.baseOffset(bytes, 0), nextOffset, recordCount, maxTimestampMs);
        return new ReplicatedBatches(bytes, placement);
    }
}
