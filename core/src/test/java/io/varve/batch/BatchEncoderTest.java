package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RecordTooLargeException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchEncoderTest {

    @ParameterizedTest
    @EnumSource(Codec.class)
    void oneEncoderMakesBatchAfterBatch(Codec codec) {
        try (BatchEncoder encoder = new BatchEncoder(4 << 20)) {
            for (long seed = 1; seed <= 60; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                List<NewRecord> records = Batches.randomRecords(random, 1 + random.nextInt(300), random.nextInt(4_000));
                encoder.start(Compression.of(codec), TimestampType.CREATE_TIME);
                records.forEach(record -> add(encoder, record));
                assertEquals(records.size(), encoder.recordCount(), "seed " + seed);
                int uncompressedBytes = encoder.sizeBytes();
                ByteBuffer batch = encoder.finish();
                assertTrue(batch.remaining() <= uncompressedBytes, "seed " + seed);
                assertTrue(BatchCheck.isWhole(batch, 0, batch.limit()), "seed " + seed);
                assertEquals(batch.limit(), BatchHeader.sizeBytes(batch, 0), "seed " + seed);
                assertEquals(BatchLayout.NO_LEADER_EPOCH, BatchHeader.leaderEpoch(batch, 0), "seed " + seed);
                assertEquals(records, Batches.decode(batch, 0), "seed " + seed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void bytesThatDoNotShrinkAreStoredAsTheyAre(Codec codec) {
        byte[] noise = new byte[300_000];
        new SplittableRandom(3).nextBytes(noise);
        for (int bytes : new int[] {0, 1, 20, 70_000, 300_000}) {
            NewRecord record = new NewRecord(null, java.util.Arrays.copyOf(noise, bytes), Batches.TIME_MS, List.of());
            ByteBuffer batch = Batches.encode(Compression.of(codec), List.of(record));
            assertEquals(Codec.NONE, BatchHeader.codec(batch, 0), bytes + " bytes");
            assertEquals(List.of(record), Batches.decode(batch, 0), bytes + " bytes");
        }
    }

    @Test
    void aBatchBeyondTheBoundIsRefusedAndStandsAsItWas() {
        try (BatchEncoder encoder = new BatchEncoder(1_000)) {
            encoder.start(Compression.NONE, TimestampType.CREATE_TIME);
            encoder.add(null, new byte[500], 1L, List.of());
            int sizeBytes = encoder.sizeBytes();
            RecordTooLargeException refusal =
                    assertThrows(RecordTooLargeException.class, () -> encoder.add(null, new byte[500], 2L, List.of()));
            assertEquals(1_000L, refusal.limitBytes());
            assertEquals(sizeBytes + 500 + 9, refusal.sizeBytes());
            assertEquals(sizeBytes, encoder.sizeBytes());
            encoder.add(null, new byte[1_000 - sizeBytes - 9], 1L, List.of());
            assertEquals(1_000, encoder.finish().remaining());
        }
    }

    @Test
    void sumsBeyondAnIntAreRefusedAndNotWrappedAround() {
        byte[] large = new byte[64 << 20];
        List<Header> headers = Collections.nCopies(40, new Header("a", large));
        try (BatchEncoder encoder = new BatchEncoder(1 << 20)) {
            encoder.start(Compression.NONE, TimestampType.CREATE_TIME);
            RecordTooLargeException refusal =
                    assertThrows(RecordTooLargeException.class, () -> encoder.add(large, large, 1L, headers));
            assertTrue(refusal.sizeBytes() > 42L * large.length, refusal.getMessage());
        }
    }

    @Test
    void memoryIsKeptAndTold() {
        try (BatchEncoder encoder = new BatchEncoder(4 << 20);
                BatchRecords records = new BatchRecords(4 << 20)) {
            assertEquals(0, records.retainedBytes());
            encoder.start(Compression.of(Codec.ZSTD), TimestampType.CREATE_TIME);
            encoder.add(null, new byte[2 << 20], 1L, List.of());
            records.open(encoder.finish(), 0);
            assertTrue(encoder.retainedBytes() >= 4 << 20 && encoder.retainedBytes() <= 9 << 20);
            assertTrue(records.retainedBytes() >= 2 << 20 && records.retainedBytes() <= 4 << 20);
        }
    }

    @Test
    void anEmptyBatchIsRefused() {
        try (BatchEncoder encoder = new BatchEncoder(1_000)) {
            assertThrows(IllegalStateException.class, encoder::finish);
            encoder.start(Compression.NONE, TimestampType.CREATE_TIME);
            assertThrows(IllegalStateException.class, encoder::finish);
            assertThrows(IllegalArgumentException.class, () -> new BatchEncoder(60).close());
        }
    }

    @Test
    void aClosedEncoderCanStartAgain() {
        BatchEncoder encoder = new BatchEncoder(100_000);
        for (Codec codec : Codec.values()) {
            for (int round = 0; round < 2; round++) {
                encoder.start(Compression.of(codec), TimestampType.CREATE_TIME);
                encoder.add(null, new byte[10_000], 1L, List.of());
                assertEquals(codec, BatchHeader.codec(encoder.finish(), 0));
                encoder.close();
            }
        }
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMark() {
        NewRecord record =
                new NewRecord(null, null, 1L, List.of(new Header("a\ud800b", null), new Header("é\udc00", null)));
        ByteBuffer batch = Batches.encode(Compression.NONE, List.of(record));
        assertEquals(
                List.of(new Header("a?b", null), new Header("é?", null)),
                Batches.decode(batch, 0).getFirst().headers());
    }

    private static void add(BatchEncoder encoder, NewRecord record) {
        encoder.add(record.key(), record.value(), record.timestampMs(), record.headers());
    }
}
