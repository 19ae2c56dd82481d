package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways against Kafka's code. */
class KafkaCompatibilityTest {

    @ParameterizedTest
    @EnumSource(Codec.class)
    void kafkaReadsRandomBatchesOfOurs(Codec codec) {
        for (long seed = 1; seed <= 40; seed++) {
            List<NewRecord> records = randomRecords(seed);
            ByteBuffer batch = Batches.encode(Compression.of(codec), records);
            MutableRecordBatch read = KafkaBatches.batch(batch);
            assertEquals(records, KafkaBatches.decode(read), "seed " + seed);
            assertEquals(KafkaBatches.offsets(read), Batches.offsets(batch), "seed " + seed);
            assertSameHeader(read, batch, "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void weReadRandomBatchesOfKafka(Codec codec) {
        for (long seed = 1; seed <= 40; seed++) {
            List<NewRecord> records = randomRecords(seed);
            ByteBuffer batch = KafkaBatches.encode(codec, records);
            assertEquals(new BatchCheck.Whole(batch.limit()), BatchCheck.of(batch, 0, batch.limit()), "seed " + seed);
            assertEquals(codec, BatchHeader.codec(batch, 0), "seed " + seed);
            assertEquals(records, Batches.decode(batch, 0), "seed " + seed);
            assertSameHeader(KafkaBatches.batch(batch), batch, "seed " + seed);
        }
    }

    @Test
    void uncompressedBatchesAreKafkasByteForByte() {
        for (long seed = 1; seed <= 40; seed++) {
            List<NewRecord> records = randomRecords(seed);
            ByteBuffer theirs = KafkaBatches.encode(Codec.NONE, records);
            assertEquals(theirs, Batches.encode(Compression.NONE, records), "seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void batchesOfSeveralMegabytesGoBothWays(Codec codec) {
        List<NewRecord> records = Batches.randomRecords(new SplittableRandom(7), 600, 20_000);
        ByteBuffer ours = Batches.encode(Compression.of(codec), records);
        assertEquals(codec, BatchHeader.codec(ours, 0));
        assertEquals(records, KafkaBatches.decode(KafkaBatches.batch(ours)));
        assertEquals(records, Batches.decode(KafkaBatches.encode(codec, records), 0));
    }

    @Test
    void kafkaReadsTheLowestAndHighestLevels() {
        List<NewRecord> records = Batches.randomRecords(new SplittableRandom(8), 50, 2_000);
        for (Compression compression : List.of(
                new Compression(Codec.GZIP, 1),
                new Compression(Codec.GZIP, 9),
                new Compression(Codec.LZ4, 1),
                new Compression(Codec.LZ4, 17),
                new Compression(Codec.ZSTD, Compression.lowestLevel(Codec.ZSTD)),
                new Compression(Codec.ZSTD, 22))) {
            ByteBuffer batch = Batches.encode(compression, records);
            assertEquals(records, KafkaBatches.decode(KafkaBatches.batch(batch)), compression.toString());
        }
    }

    @Test
    void kafkaReadsAnAppendTimeThatWeStamped() {
        ByteBuffer batch = Batches.sample(Codec.LZ4);
        BatchHeader.stampAppendTime(batch, 0, 42L);
        MutableRecordBatch read = KafkaBatches.batch(batch);
        assertEquals(
                List.of(42L, 42L, 42L, 42L),
                KafkaBatches.decode(read).stream().map(NewRecord::timestampMs).toList());
        assertEquals(KafkaBatches.decode(read), Batches.decode(batch, 0));
        assertSameHeader(read, batch, "append time");
    }

    @Test
    void kafkaStampsAnAppendTimeAsWeDo() {
        ByteBuffer ours = Batches.sample(Codec.ZSTD);
        ByteBuffer theirs = Batches.copy(ours);
        BatchHeader.stampAppendTime(ours, 0, 42L);
        KafkaBatches.batch(theirs).setMaxTimestamp(org.apache.kafka.common.record.TimestampType.LOG_APPEND_TIME, 42L);
        assertEquals(theirs, ours);
    }

    @Test
    void producersAndPlacesAreReadAlike() {
        BatchProducer producer = new BatchProducer(4_000_000_000L, (short) 7, 99, true);
        ByteBuffer batch =
                Batches.encode(Compression.of(Codec.SNAPPY), TimestampType.LOG_APPEND_TIME, producer, randomRecords(3));
        BatchHeader.assign(batch, 0, 1L << 40, 12);
        assertSameHeader(KafkaBatches.batch(batch), batch, "producer");
        assertEquals(4_000_000_000L, BatchHeader.producerId(batch, 0));
        assertTrue(BatchHeader.isTransactional(batch, 0));
        assertEquals(KafkaBatches.offsets(KafkaBatches.batch(batch)), Batches.offsets(batch));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void weReadWhatKafkasCleanerLeavesOfABatch(Codec codec) {
        List<NewRecord> records = Batches.randomRecords(new SplittableRandom(9), 40, 300);
        ByteBuffer cleaned = clean(KafkaBatches.encode(codec, records), List.of(3L, 4L, 20L, 38L));
        assertTrue(BatchHeader.hasDeleteHorizon(cleaned, 0));
        assertEquals(39L, BatchHeader.lastOffset(cleaned, 0));
        assertEquals(List.of(3L, 4L, 20L, 38L), Batches.offsets(cleaned));
        assertEquals(KafkaBatches.decode(KafkaBatches.batch(cleaned)), Batches.decode(cleaned, 0));
        assertEquals(
                List.of(records.get(3), records.get(4), records.get(20), records.get(38)), Batches.decode(cleaned, 0));
        try (BatchValidation validation = new BatchValidation(Batches.BYTES_MAX)) {
            assertEquals(
                    4, validation.checkReplicated(cleaned, 0, cleaned.limit()).recordCount());
        }
    }

    @Test
    void weReadABatchThatKafkasCleanerEmptied() {
        ByteBuffer cleaned = clean(KafkaBatches.encode(Codec.ZSTD, randomRecords(4)), List.of());
        assertEquals(0, BatchHeader.recordCount(cleaned, 0));
        assertInstanceOf(BatchCheck.Whole.class, BatchCheck.of(cleaned, 0, cleaned.limit()));
        assertEquals(List.of(), Batches.decode(cleaned, 0));
    }

    @Test
    void transactionMarkersGoBothWays() {
        for (boolean isCommitted : new boolean[] {true, false}) {
            ControlBatch.EndTransaction marker = new ControlBatch.EndTransaction(isCommitted, 17);
            ByteBuffer ours = ControlBatch.encode(marker, 5L, (short) 6, Batches.TIME_MS);
            MutableRecordBatch read = KafkaBatches.batch(ours);
            assertTrue(read.isControlBatch());
            EndTransactionMarker theirs =
                    EndTransactionMarker.deserialize(read.iterator().next());
            assertEquals(isCommitted ? "COMMIT" : "ABORT", theirs.controlType().name());
            assertEquals(17, theirs.coordinatorEpoch());
            ByteBuffer written = MemoryRecords.withEndTransactionMarker(0L, Batches.TIME_MS, -1, 5L, (short) 6, theirs)
                    .buffer();
            assertEquals(written, ours);
        }
    }

    /** What Kafka's cleaner makes of a batch of which these offsets are kept. */
    private static ByteBuffer clean(ByteBuffer batch, List<Long> keptOffsets) {
        MemoryRecords.RecordFilter filter = new MemoryRecords.RecordFilter(1_000L, 5_000L) {
            @Override
            protected BatchRetentionResult checkBatchRetention(RecordBatch checked) {
                return new BatchRetentionResult(MemoryRecords.RecordFilter.BatchRetention.RETAIN_EMPTY, true);
            }

            @Override
            protected boolean shouldRetainRecord(RecordBatch checked, Record record) {
                return keptOffsets.contains(record.offset());
            }
        };
        ByteBuffer target = ByteBuffer.allocate(batch.limit() + 1024);
        MemoryRecords.readableRecords(batch).filterTo(filter, target, BufferSupplier.NO_CACHING);
        return Batches.copy(target.flip());
    }

    private static List<NewRecord> randomRecords(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Batches.randomRecords(random, 1 + random.nextInt(200), 1 + random.nextInt(3_000));
    }

    private static void assertSameHeader(MutableRecordBatch theirs, ByteBuffer ours, String message) {
        List<Object> expected = new ArrayList<>(List.of(
                theirs.sizeInBytes(),
                theirs.baseOffset(),
                theirs.lastOffset(),
                theirs.nextOffset(),
                theirs.magic(),
                theirs.partitionLeaderEpoch(),
                (int) theirs.compressionType().id,
                theirs.timestampType().name,
                theirs.maxTimestamp(),
                theirs.producerId(),
                theirs.producerEpoch(),
                theirs.baseSequence(),
                theirs.countOrNull(),
                theirs.isTransactional(),
                theirs.isControlBatch(),
                (int) theirs.checksum()));
        boolean isAppendTime = BatchHeader.timestampType(ours, 0) == TimestampType.LOG_APPEND_TIME;
        List<Object> found = List.of(
                BatchHeader.sizeBytes(ours, 0),
                BatchHeader.baseOffset(ours, 0),
                BatchHeader.lastOffset(ours, 0),
                BatchHeader.nextOffset(ours, 0),
                BatchHeader.magic(ours, 0),
                BatchHeader.leaderEpoch(ours, 0),
                BatchHeader.codecNumber(BatchHeader.codec(ours, 0)),
                isAppendTime ? "LogAppendTime" : "CreateTime",
                BatchHeader.maxTimestampMs(ours, 0),
                BatchHeader.producerId(ours, 0),
                BatchHeader.producerEpoch(ours, 0),
                BatchHeader.baseSequence(ours, 0),
                BatchHeader.recordCount(ours, 0),
                BatchHeader.isTransactional(ours, 0),
                BatchHeader.isControl(ours, 0),
                BatchHeader.crc(ours, 0));
        assertEquals(expected, found, message);
    }
}
