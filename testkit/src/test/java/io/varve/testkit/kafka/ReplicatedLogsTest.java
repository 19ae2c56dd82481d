package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.record.Codec;
import io.varve.record.NewRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of one engine's log, handed to the other as a replica gets them: the bytes of both logs are the same. */
class ReplicatedLogsTest {

    /** Larger than any batch of the workload: Kafka refuses larger ones, Varve does not. */
    private static final Map<String, String> LARGE_SEGMENTS = Map.of("segment.bytes", "300000");

    @TempDir
    private Path directory;

    @Test
    void weReplicateKafkasLogByteForByte() throws IOException {
        Seeds.each(100_000, 6, seed -> {
            Workload work = new Workload(seed, Workload.ROOMY_INDEXES);
            Path source = directory.resolve("source-" + seed).resolve("orders-0");
            Path store = directory.resolve("store-" + seed);
            try (KafkaLog log = KafkaLog.open(source, KafkaLog.Opening.clean(work.configuration(), work.model()))) {
                work.write(log, 40);
            }
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                for (Path file : Folders.files(source, ".log")) {
                    ByteBuffer batches = ByteBuffer.wrap(Files.readAllBytes(file));
                    if (batches.hasRemaining()) {
                        log.partition().appendReplicated(batches, AppendOptions.DEFAULT);
                    }
                }
                work.check(log, "as a replica");
            }
            assertArrayEquals(logBytes(source), logBytes(VarveLog.folder(store)), work::toString);
        });
    }

    @Test
    void kafkaReplicatesOurLogByteForByte() throws IOException {
        Seeds.each(110_000, 6, seed -> {
            Workload work = new Workload(seed, LARGE_SEGMENTS);
            Path store = directory.resolve("store-" + seed);
            Path replica = directory.resolve("replica-" + seed).resolve("orders-0");
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                work.writeWithoutDeletions(log, 40);
            }
            Path source = VarveLog.folder(store);
            try (KafkaLog log = KafkaLog.open(replica, KafkaLog.Opening.clean(work.configuration(), work.model()))) {
                for (Path file : Folders.files(source, ".log")) {
                    log.appendReplicated(
                            ByteBuffer.wrap(Files.readAllBytes(file)),
                            work.model().leaderEpoch());
                }
                work.check(log, "as a replica");
            }
            assertArrayEquals(logBytes(source), logBytes(replica), work::toString);
        });
    }

    @Test
    void weReadTransactionsAsKafkasReadersOfUncommittedRecordsDo() throws IOException {
        Seeds.each(120_000, 6, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, String> configuration = Map.of("segment.bytes", "20000", "segment.index.bytes", "65536");
            Path source = directory.resolve("source-" + seed).resolve("orders-0");
            Path store = directory.resolve("store-" + seed);
            Path replicaStore = directory.resolve("replica-" + seed);
            List<StoredRecord> expected;
            KafkaLog.Opening opening = KafkaLog.Opening.clean(configuration, new LogModel());
            try (KafkaLog log = KafkaLog.open(source, opening.of(new UUID(seed, 1)))) {
                writeTransactions(log, random);
                expected = log.readAll();
            }
            Folders.copy(source, VarveLog.folder(store));
            try (VarveLog log = VarveLog.open(store)) {
                LogModel.assertSame(expected, log.readAll(), "seed " + seed + ", adopted");
            }
            try (VarveLog log = VarveLog.create(replicaStore, configuration)) {
                for (Path file : Folders.files(source, ".log")) {
                    log.partition().appendReplicated(ByteBuffer.wrap(Files.readAllBytes(file)), AppendOptions.DEFAULT);
                }
                LogModel.assertSame(expected, log.readAll(), "seed " + seed + ", replicated");
            }
        });
    }

    /** Visible records are given, wherever the gap before them lies among what is still in memory. */
    @Test
    void whatStandsBehindAGapIsReadAtOnce() {
        try (VarveLog log = VarveLog.create(directory, Map.of("durability", "memory"))) {
            List<NewRecord> records = List.of(NewRecord.of(new byte[5_000]).at(1L));
            for (int batch = 0; batch < 300; batch++) {
                long end = log.partition().endOffset();
                long base = end + 10;
                ByteBuffer bytes = KafkaRecords.placedBatch(base, 0, Codec.NONE, records);
                log.partition().appendReplicated(bytes, AppendOptions.DEFAULT);
                try (Cursor cursor = log.partition().read(end)) {
                    assertTrue(
                            cursor.next(),
                            () -> "nothing at " + end + ", visible up to "
                                    + log.partition().visibleEndOffset());
                    assertEquals(base, cursor.record().offset());
                }
            }
        }
    }

    private static void writeTransactions(KafkaLog log, SplittableRandom random) throws IOException {
        RandomRecords records = new RandomRecords(random, 200);
        int sequence = 0;
        for (int transaction = 0; transaction < 15; transaction++) {
            for (int batch = 0; batch < 1 + random.nextInt(4); batch++) {
                List<NewRecord> written = records.batch(20);
                Codec codec = records.codec();
                log.append(KafkaRecords.transactionalBatch(codec, sequence, written), 0);
                sequence += written.size();
                if (random.nextBoolean()) {
                    log.append(codec, records.batch(5), 0);
                }
            }
            ControlRecordType end = random.nextBoolean() ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
            log.endTransaction(KafkaRecords.transactionMarker(end));
        }
    }

    private static byte[] logBytes(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Path file : Folders.files(folder, ".log")) {
            bytes.write(Files.readAllBytes(file));
        }
        return bytes.toByteArray();
    }
}
