package io.varve.batch;

import io.varve.error.InvalidBatchException;
import java.nio.ByteBuffer;

/**
 * Checks batches that come from outside before they are stored byte for byte: frame, CRC, header and every record,
 * which it decompresses; reusable, one thread at a time. What the log alone can judge (offsets, epochs, sequences,
 * whether the topic allows the timestamps) is left to it.
 */
public final class BatchValidation implements AutoCloseable {

    private final BatchRecords records;

    /**
     * Makes one.
     *
     * @param decompressedBytesMax bound on the decompressed records of one batch, and so on the memory held
     */
    public BatchValidation(int decompressedBytesMax) {
        records = new BatchRecords(decompressedBytesMax);
    }

    /**
     * Checks a batch of a client, as the leader that is to give it its offsets: its records must be numbered from 0
     * without gaps, and it may be neither a control batch nor one that a cleaner has touched.
     *
     * @param buffer big-endian, best direct; neither moved nor changed
     * @param at position of the batch's first byte
     * @param limit position after the last byte that may be looked at
     * @throws InvalidBatchException if it is not whole or breaks a rule, naming the byte in the batch, expected and
     *     found
     */
    public BatchFacts check(ByteBuffer buffer, int at, int limit) {
        requireWhole(buffer, at, limit);
        int recordCount = BatchHeader.recordCount(buffer, at);
        int lastOffsetDelta = BatchHeader.lastOffsetDelta(buffer, at);
        if (recordCount == 0 || recordCount - 1 != lastOffsetDelta) {
            throw fault(
                    BatchLayout.LAST_OFFSET_DELTA,
                    "the record count " + recordCount + " less one, with at least one record",
                    Integer.toString(lastOffsetDelta));
        }
        if (BatchHeader.isControl(buffer, at) || BatchHeader.hasDeleteHorizon(buffer, at)) {
            throw fault(
                    BatchLayout.ATTRIBUTES,
                    "no control batch and no delete horizon from a client",
                    "attributes 0x%04x".formatted(BatchHeader.attributes(buffer, at)));
        }
        requireProducer(buffer, at);
        return factsOf(buffer, at);
    }

    /**
     * Checks a batch that a leader took before, for replication or restore: compaction may have left gaps between its
     * offsets, or none of its records; control batches are welcome.
     *
     * @param buffer big-endian, best direct; neither moved nor changed
     * @param at position of the batch's first byte
     * @param limit position after the last byte that may be looked at
     * @throws InvalidBatchException if it is not whole or malformed, naming the byte in the batch, expected and found
     */
    public BatchFacts checkReplicated(ByteBuffer buffer, int at, int limit) {
        requireWhole(buffer, at, limit);
        long baseOffset = BatchHeader.baseOffset(buffer, at);
        if (baseOffset < 0 || baseOffset > Long.MAX_VALUE - 1 - BatchHeader.lastOffsetDelta(buffer, at)) {
            throw fault(BatchLayout.BASE_OFFSET, "offsets from 0", Long.toString(baseOffset));
        }
        return factsOf(buffer, at);
    }

    /** Frees what the decompressors hold outside the heap; they are made again when needed. */
    @Override
    public void close() {
        records.close();
    }

    private static void requireWhole(ByteBuffer buffer, int at, int limit) {
        switch (BatchCheck.of(buffer, at, limit)) {
            case BatchCheck.Whole _ -> {}
            case BatchCheck.Torn torn ->
                throw fault(Math.max(0, limit - at), torn.neededBytes() + " bytes", "the end: " + torn.reason());
            case BatchCheck.Damaged damaged ->
                throw fault(damaged.positionInBatch(), damaged.expected(), damaged.found());
        }
    }

    /** An idempotent producer needs a sequence, a transaction needs a producer. */
    private static void requireProducer(ByteBuffer buffer, int at) {
        boolean hasProducer = BatchHeader.producerId(buffer, at) >= 0;
        int baseSequence = BatchHeader.baseSequence(buffer, at);
        if (hasProducer && (baseSequence < 0 || BatchHeader.producerEpoch(buffer, at) < 0)) {
            throw fault(
                    BatchLayout.PRODUCER_EPOCH,
                    "an epoch and a base sequence from 0 of the producer " + BatchHeader.producerId(buffer, at),
                    BatchHeader.producerEpoch(buffer, at) + " and " + baseSequence);
        }
        if (!hasProducer && BatchHeader.isTransactional(buffer, at)) {
            throw fault(
                    BatchLayout.PRODUCER_ID,
                    "the producer id of a transaction",
                    Long.toString(BatchHeader.producerId(buffer, at)));
        }
    }

    private BatchFacts factsOf(ByteBuffer buffer, int at) {
        records.open(buffer, at);
        long minTimestampMs = BatchLayout.NO_TIMESTAMP;
        long maxTimestampMs = BatchLayout.NO_TIMESTAMP;
        boolean isFirst = true;
        while (records.next()) {
            long timestampMs = records.record().timestampMs();
            minTimestampMs = isFirst ? timestampMs : Math.min(minTimestampMs, timestampMs);
            maxTimestampMs = isFirst ? timestampMs : Math.max(maxTimestampMs, timestampMs);
            isFirst = false;
        }
        return new BatchFacts(
                BatchHeader.sizeBytes(buffer, at), BatchHeader.recordCount(buffer, at), minTimestampMs, maxTimestampMs);
    }

    private static InvalidBatchException fault(int positionInBatch, String expected, String found) {
        return new InvalidBatchException(
                "at byte " + positionInBatch + " of the batch: expected " + expected + ", found " + found);
    }
}
