package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's engine opens a folder that Varve wrote, and goes on with it; then Varve again, then Kafka again. */
class ContinuedFoldersTest {

    @TempDir
    private Path directory;

    @Test
    void kafkaContinuesOurFoldersAfterACleanEndAndWeContinueItsPart() throws IOException {
        Seeds.each(30_000, 8, seed -> continueFolder(seed, true));
    }

    @Test
    void kafkaContinuesOurFoldersAfterAKillAndWeContinueItsPart() throws IOException {
        Seeds.each(40_000, 8, seed -> continueFolder(seed, false));
    }

    private void continueFolder(long seed, boolean isClean) throws IOException {
        Workload work = new Workload(seed, isClean ? Map.of() : Workload.ROOMY_INDEXES);
        Path store = directory.resolve("store-" + seed);
        Path copy = directory.resolve("copy-" + seed);
        UUID id = writtenByUs(work, store, copy, isClean);
        Path folder = VarveLog.folder(isClean ? store : copy);

        // In a place of its own, as a broker's log.dir would be.
        Path brokerFolder =
                Folders.copy(folder, directory.resolve("broker-" + seed).resolve("orders-0"));
        int ours = Folders.files(brokerFolder, ".log").size();
        continueByKafka(work, brokerFolder, id, isClean);
        assertTrue(Folders.files(brokerFolder, ".log").size() > ours + 1, () -> work + ": Kafka rolled too seldom");

        // Back in its place: our checkpoint knows only what we wrote.
        Folders.delete(folder);
        Folders.copy(brokerFolder, folder);
        try (VarveLog log = VarveLog.open(isClean ? store : copy)) {
            assertEquals(id, log.topicId());
            work.check(log, "after Kafka");
            work.write(log, 15);
            work.check(log, "after Kafka, and more");
        }
        continueByKafka(work, folder, id, isClean);
    }

    private static UUID writtenByUs(Workload work, Path store, Path copy, boolean isClean) throws IOException {
        try (VarveLog log = VarveLog.create(store, work.configuration())) {
            work.write(log, 40);
            log.partition().flush();
            if (!isClean) {
                Folders.copy(store, copy);
            }
            return log.topicId();
        }
    }

    private static void continueByKafka(Workload work, Path folder, UUID id, boolean isClean) throws IOException {
        KafkaLog.Opening opening = isClean
                ? KafkaLog.Opening.clean(work.configuration(), work.model())
                : KafkaLog.Opening.unclean(work.configuration(), work.model());
        Map<String, List<String>> before = KafkaFiles.indexes(folder);
        try (KafkaLog log = KafkaLog.open(folder, opening.of(id))) {
            work.check(log, "opening");
        }
        if (isClean) {
            KafkaFiles.assertSame(before, KafkaFiles.indexes(folder), work + ": Kafka made indexes again");
        }
        try (KafkaLog log = KafkaLog.open(folder, opening.of(id))) {
            long bytes = log.sizeBytes();
            long roomBytes = 3 * Long.parseLong(work.configuration().get("segment.bytes"));
            while (log.sizeBytes() < bytes + roomBytes) {
                work.write(log, 3);
            }
            work.check(log, "after appending");
        }
    }

    /** Sessions end by kills: a clean end adds an entry to the time index, which nobody can make from the log. */
    @Test
    void kafkaMakesTheSameIndexesFromOurLogsAsWe() throws IOException {
        Seeds.each(50_000, 8, seed -> {
            Workload work = new Workload(seed, Map.of());
            Path root = directory.resolve("seed-" + seed);
            Path store = root.resolve("copy-0");
            writtenByUs(work, root.resolve("store"), store, false);
            for (int session = 1; session <= 3; session++) {
                Path opened = store;
                try (VarveLog log = VarveLog.open(opened)) {
                    work.write(log, 15);
                    log.partition().flush();
                    store = Folders.copy(opened, root.resolve("copy-" + session));
                }
            }
            VarveLog.open(store).close();
            Path folder = VarveLog.folder(store);
            Map<String, List<String>> ours = KafkaFiles.indexes(folder);
            KafkaLog.open(folder, KafkaLog.Opening.unclean(work.configuration(), work.model()))
                    .close();
            KafkaFiles.assertSame(ours, KafkaFiles.indexes(folder), work.toString());
            assertTrue(ours.size() > 2, work::toString);
        });
    }

    /**
     * A clean end stores the indexes; what comes after it is only in memory when the checkpoint passes it. Its entries
     * must not be missing for good after a kill, or every look-up there scans the rest of the segment.
     */
    @Test
    void aKillAfterACheckpointLeavesNoStretchWithoutIndexEntries() throws IOException {
        Path store = directory.resolve("store");
        Path copy = directory.resolve("copy");
        Map<String, String> configuration = Map.of("index.interval.bytes", "0");
        try (VarveLog log = VarveLog.create(store, configuration)) {
            appendBatches(log, 3);
        }
        try (VarveLog log = VarveLog.open(store)) {
            appendBatches(log, 30);
            log.partition().deleteRecordsBefore(1); // writes the checkpoint
            Folders.copy(store, copy);
        }
        VarveLog.open(copy).close();
        List<String> entries = KafkaFiles.indexes(VarveLog.folder(copy)).get("00000000000000000000.index");
        assertEquals(32, entries.size(), () -> "one for each batch but the first: " + entries);
    }

    private static void appendBatches(VarveLog log, int count) {
        for (int index = 0; index < count; index++) {
            log.partition().append(List.of(NewRecord.of("key", "value")));
        }
    }
}
