package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.Codec;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder that Kafka made, and Varve never saw, is put into {@code topics/} of a new store: Varve takes the topic for
 * its own, with the default configuration, and Kafka can go on after it.
 */
class AdoptedFoldersTest {

    @TempDir
    private Path directory;

    @Test
    void weAdoptAFolderThatKafkaClosed() throws IOException {
        Seeds.each(60_000, 8, seed -> adopt(seed, true));
    }

    @Test
    void weAdoptAFolderThatKafkaLeftWithPreallocatedIndexes() throws IOException {
        Seeds.each(70_000, 8, seed -> adopt(seed, false));
    }

    private void adopt(long seed, boolean isClean) throws IOException {
        Workload work = new Workload(seed, Workload.ROOMY_INDEXES);
        UUID id = new UUID(seed, seed * 31);
        Path brokerFolder = directory.resolve("broker-" + seed).resolve(VarveLog.TOPIC + "-0");
        Path store = directory.resolve("store-" + seed);
        Path folder = VarveLog.folder(store);
        KafkaLog.Opening opening =
                KafkaLog.Opening.clean(work.configuration(), work.model()).of(id);
        try (KafkaLog log = KafkaLog.open(brokerFolder, opening)) {
            work.write(log, 30);
            work.check(log, "at first");
            if (!isClean) {
                Folders.copy(brokerFolder, folder);
            }
        }
        if (isClean) {
            Folders.copy(brokerFolder, folder);
        }
        try (VarveLog log = VarveLog.open(store)) {
            assertEquals(id, log.topicId());
            work.check(log, "adopting");
            log.configure(work.configuration());
            work.write(log, 25);
            work.check(log, "after adopting");
        }
        opening = isClean
                ? KafkaLog.Opening.clean(work.configuration(), work.model())
                : KafkaLog.Opening.unclean(work.configuration(), work.model());
        try (KafkaLog log = KafkaLog.open(folder, opening.of(id))) {
            work.check(log, "after adoption");
            work.write(log, 10);
            work.check(log, "at last");
        }
    }

    /**
     * Kafka keeps a start offset inside a segment beside its folders, in {@code log-start-offset-checkpoint}: what it
     * deleted short of a whole segment is there again after an adoption.
     */
    @Test
    void weAdoptWhatKafkasRetentionLeft() throws IOException {
        Seeds.each(80_000, 6, seed -> {
            Workload work = new Workload(seed, Workload.ROOMY_INDEXES);
            Path brokerFolder = directory.resolve("broker-" + seed).resolve(VarveLog.TOPIC + "-0");
            Path store = directory.resolve("store-" + seed);
            KafkaLog.Opening opening = KafkaLog.Opening.clean(work.configuration(), work.model());
            try (KafkaLog log = KafkaLog.open(brokerFolder, opening.of(new UUID(seed, 1)))) {
                long segmentBytes = Long.parseLong(work.configuration().get("segment.bytes"));
                while (log.sizeBytes() < 6 * segmentBytes) {
                    work.write(log, 5);
                }
                long deletedBefore = log.deleteBefore(work.model().endOffset() * 3 / 4);
                assertTrue(deletedBefore > 0, work::toString);
                assertFalse(Folders.files(brokerFolder, ".deleted").isEmpty(), work::toString);
                work.model().deleteBefore(deletedBefore);
                Folders.copy(brokerFolder, VarveLog.folder(store));
            }
            try (VarveLog log = VarveLog.open(store)) {
                work.check(log, "adopting");
                assertEquals(List.of(), Folders.files(VarveLog.folder(store), ".deleted"));
            }
        });
    }

    @Test
    void aTornTailIsCutByBothAtTheSamePlace() throws IOException {
        Seeds.each(90_000, 6, seed -> {
            Workload work = new Workload(seed, Workload.ROOMY_INDEXES);
            Path folder = directory.resolve("broker-" + seed).resolve(VarveLog.TOPIC + "-0");
            Path store = directory.resolve("store-" + seed);
            KafkaLog.Opening opening = KafkaLog.Opening.clean(work.configuration(), work.model());
            try (KafkaLog log = KafkaLog.open(folder, opening.of(new UUID(seed, 1)))) {
                work.write(log, 20);
                Folders.copy(folder, VarveLog.folder(store));
            }
            tearTail(VarveLog.folder(store), work);
            try (VarveLog log = VarveLog.open(store)) {
                work.check(log, "after Kafka's torn tail");
                log.configure(work.configuration());
                work.write(log, 20);
            }
            tearTail(VarveLog.folder(store), work);
            opening = KafkaLog.Opening.unclean(work.configuration(), work.model());
            try (KafkaLog log = KafkaLog.open(VarveLog.folder(store), opening)) {
                work.check(log, "after our torn tail");
            }
        });
    }

    /** Puts a part of the next batch to the end of the last log, as a kill in the midst of a write does. */
    private static void tearTail(Path folder, Workload work) throws IOException {
        Path last = Folders.files(folder, ".log").getLast();
        List<NewRecord> records =
                List.of(NewRecord.of("key", "never acknowledged").at(1L));
        ByteBuffer batch =
                KafkaRecords.placedBatch(work.model().endOffset(), work.model().leaderEpoch(), Codec.NONE, records);
        byte[] part = new byte[1 + work.random().nextInt(batch.remaining() - 1)];
        batch.get(part);
        Files.write(last, part, StandardOpenOption.APPEND);
    }
}
