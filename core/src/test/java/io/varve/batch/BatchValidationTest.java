package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchValidationTest {

    private static final BatchProducer TRANSACTION = new BatchProducer(1L, (short) 0, 0, true);

    private final BatchValidation validation = new BatchValidation(1 << 20);

    @ParameterizedTest
    @EnumSource(Codec.class)
    void factsAreCountedFromTheRecords(Codec codec) {
        ByteBuffer batch = Batches.sample(codec);
        BatchHeader.stampMaxTimestamp(batch, 0, 5L);
        BatchFacts expected = new BatchFacts(batch.limit(), 4, Batches.TIME_MS, Batches.TIME_MS + 300);
        assertEquals(expected, validation.check(batch, 0, batch.limit()));
        assertEquals(expected, validation.checkReplicated(batch, 0, batch.limit()));
        assertEquals(0, batch.position());
    }

    @Test
    void aClientsBatchMustBeNumberedWithoutGaps() {
        assertRefused("found 4", batch -> batch.putInt(BatchLayout.LAST_OFFSET_DELTA, 4));
        assertRefused("at least one record", batch -> {
            batch.putInt(BatchLayout.RECORD_COUNT, 0);
            batch.putInt(BatchLayout.LAST_OFFSET_DELTA, 0);
        });
    }

    @Test
    void aClientMayNotWriteMarkersOrHorizons() {
        assertRefused("attributes 0x0020", batch -> batch.putShort(BatchLayout.ATTRIBUTES, (short) 0x20));
        assertRefused("attributes 0x0040", batch -> batch.putShort(BatchLayout.ATTRIBUTES, (short) 0x40));
    }

    @Test
    void aTransactionNeedsAProducerAndAProducerASequence() {
        assertRefused("producer id", batch -> batch.putShort(BatchLayout.ATTRIBUTES, (short) 0x10));
        assertRefused("base sequence", batch -> batch.putLong(BatchLayout.PRODUCER_ID, 7L));
        ByteBuffer batch = Batches.encode(
                Compression.NONE, TimestampType.CREATE_TIME, TRANSACTION, List.of(NewRecord.of(new byte[3])));
        assertEquals(1, validation.check(batch, 0, batch.limit()).recordCount());
    }

    @Test
    void tornAndDamagedBytesAreNoBatch() {
        ByteBuffer batch = Batches.sample(Codec.NONE);
        assertMessage("at byte 70 of the batch: expected", () -> validation.check(batch, 0, 70));
        batch.put(80, (byte) ~batch.get(80));
        assertMessage("at byte 17 of the batch: expected CRC-32C", () -> validation.check(batch, 0, batch.limit()));
        assertMessage("at byte 17", () -> validation.checkReplicated(batch, 0, batch.limit()));
    }

    @Test
    void aReplicatedBatchMustHaveOffsetsThatExist() {
        ByteBuffer batch = Batches.sample(Codec.NONE);
        BatchHeader.assign(batch, 0, -1L, 0);
        assertMessage("offsets from 0", () -> validation.checkReplicated(batch, 0, batch.limit()));
        BatchHeader.assign(batch, 0, Long.MAX_VALUE - 3, 0);
        assertMessage("offsets from 0", () -> validation.checkReplicated(batch, 0, batch.limit()));
        BatchHeader.assign(batch, 0, Long.MAX_VALUE - 4, 0);
        assertEquals(4, validation.checkReplicated(batch, 0, batch.limit()).recordCount());
    }

    @Test
    void markersAreReplicatedAndRead() {
        ControlBatch.EndTransaction marker = new ControlBatch.EndTransaction(true, 3);
        ByteBuffer batch = ControlBatch.encode(marker, 9L, (short) 1, 77L);
        assertEquals(new BatchFacts(78, 1, 77L, 77L), validation.checkReplicated(batch, 0, batch.limit()));
        assertThrows(InvalidBatchException.class, () -> validation.check(batch, 0, batch.limit()));
        assertTrue(BatchHeader.isControl(batch, 0));
        assertEquals(Optional.of(marker), readMarker(batch));
    }

    @Test
    void otherMarkersAreSetAsideAndShortOnesRefused() {
        assertEquals(Optional.empty(), readMarker(record(new byte[] {0, 0, 0, 2}, null)));
        assertEquals(
                Optional.of(new ControlBatch.EndTransaction(false, 5)),
                readMarker(record(new byte[] {0, 1, 0, 0, 9}, new byte[] {0, 1, 0, 0, 0, 5, 9})));
        assertMessage("expected a key", () -> readMarker(record(new byte[] {0, 0, 0}, null)));
        assertMessage("expected a key", () -> readMarker(record(null, null)));
        assertMessage("expected a key", () -> readMarker(record(new byte[] {-1, 0, 0, 0}, new byte[6])));
        assertMessage("expected a value", () -> readMarker(record(new byte[] {0, 0, 0, 1}, new byte[5])));
        assertMessage("expected a value", () -> readMarker(record(new byte[] {0, 0, 0, 1}, null)));
    }

    private static ByteBuffer record(byte @Nullable [] key, byte @Nullable [] value) {
        return Batches.encode(Compression.NONE, List.of(new NewRecord(key, value, 1L, List.of())));
    }

    private static Optional<ControlBatch.EndTransaction> readMarker(ByteBuffer batch) {
        try (BatchRecords records = new BatchRecords(1_000)) {
            records.open(batch, 0);
            assertTrue(records.next());
            return ControlBatch.read(records.record());
        }
    }

    private void assertRefused(String message, Consumer<ByteBuffer> change) {
        ByteBuffer batch = Batches.sample(Codec.NONE);
        change.accept(batch);
        BatchHeader.stampCrc(batch, 0);
        assertMessage(message, () -> validation.check(batch, 0, batch.limit()));
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        InvalidBatchException refusal = assertThrows(InvalidBatchException.class, call);
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }
}
