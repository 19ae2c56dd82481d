package io.varve;

import io.varve.batch.BatchEncoder;
import io.varve.batch.BatchFacts;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchValidation;
import io.varve.error.InvalidBatchException;
import io.varve.io.Clock;
import io.varve.log.DecompressedBytes;
import io.varve.record.Compression;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A batch that is encoded, compressed and checked, and can be appended to any partition, later or elsewhere, more than
 * once. Immutable. The format is Kafka's record batch v2 (KIP-98).
 */
public final class PreparedBatch {

    private final ByteBuffer bytes;
    private final BatchFacts facts;

    private PreparedBatch(ByteBuffer bytes, BatchFacts facts) {
        this.bytes = bytes;
        this.facts = facts;
    }

    /**
     * Encodes records as one batch; records dated {@link NewRecord#NOW} get this moment.
     *
     * @throws InvalidBatchException where there is no record
     * @throws io.varve.error.RecordTooLargeException where the batch would exceed 2 GiB
     */
    public static PreparedBatch of(List<NewRecord> records, Compression compression) {
        if (records.isEmpty()) {
            throw new InvalidBatchException("it has no records: expected at least one");
        }
        long nowMs = Clock.system().wallTimeMs();
        long lowestMs = Long.MAX_VALUE;
        try (BatchEncoder encoder = new BatchEncoder(Integer.MAX_VALUE)) {
            encoder.start(compression, TimestampType.CREATE_TIME);
            for (NewRecord record : records) {
                long timestampMs = record.timestampMs() == NewRecord.NOW ? nowMs : record.timestampMs();
                lowestMs = Math.min(lowestMs, timestampMs);
                encoder.add(record.key(), record.value(), timestampMs, record.headers());
            }
            ByteBuffer batch = copy(encoder.finish());
            long highestMs = BatchHeader.maxTimestampMs(batch, 0);
            return new PreparedBatch(batch, new BatchFacts(batch.limit(), records.size(), lowestMs, highestMs));
        }
    }

    /**
     * Takes a copy of a batch that a Kafka client made, from the buffer's position to its limit; both are left as they
     * are.
     *
     * @throws InvalidBatchException where it is not exactly one whole, valid batch of data, or where it belongs to a
     *     transaction, which are not supported yet
     */
    public static PreparedBatch of(ByteBuffer batch) {
        ByteBuffer bytes = copy(batch);
        try (BatchValidation validation = new BatchValidation(DecompressedBytes.MAX)) {
            BatchFacts facts = validation.check(bytes, 0, bytes.limit());
            if (facts.sizeBytes() != bytes.limit()) {
                throw new InvalidBatchException("expected one batch of " + facts.sizeBytes() + " bytes, found "
                        + (bytes.limit() - facts.sizeBytes()) + " bytes behind it");
            }
            if (BatchHeader.isTransactional(bytes, 0)) {
                throw new InvalidBatchException("it belongs to a transaction, and transactions are not supported yet");
            }
            if (BatchHeader.maxTimestampMs(bytes, 0) != facts.maxTimestampMs()) {
                BatchHeader.stampMaxTimestamp(bytes, 0, facts.maxTimestampMs()); // time look-ups rely on it
            }
            return new PreparedBatch(bytes, facts);
        }
    }

    private static ByteBuffer copy(ByteBuffer source) {
        ByteBuffer copy = ByteBuffer.allocate(source.remaining());
        copy.put(0, source, source.position(), source.remaining());
        return copy;
    }

    /** Its size in bytes as it will be stored. */
    public int sizeBytes() {
        return bytes.limit();
    }

    /** How many records it holds. */
    public int recordCount() {
        return facts.recordCount();
    }

    /** Its bytes in Kafka's format, as a read-only view; base offset and leader epoch are set when it is appended. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
    }

    ByteBuffer buffer() {
        return bytes;
    }

    BatchFacts facts() {
        return facts;
    }
}
