package io.varve.batch;

/**
 * Who sent a batch, for the log to find repeats and gaps (KIP-98).
 *
 * @param producerId id of the idempotent producer, or {@link BatchLayout#NO_PRODUCER_ID}
 * @param producerEpoch its epoch, or {@link BatchLayout#NO_PRODUCER_EPOCH}
 * @param baseSequence its sequence number of the batch's first record, or {@link BatchLayout#NO_SEQUENCE}
 * @param isTransactional whether the batch belongs to that producer's open transaction
 */
public record BatchProducer(long producerId, short producerEpoch, int baseSequence, boolean isTransactional) {

    /** No idempotent producer. */
    public static final BatchProducer NONE = new BatchProducer(
            BatchLayout.NO_PRODUCER_ID, BatchLayout.NO_PRODUCER_EPOCH, BatchLayout.NO_SEQUENCE, false);
}
