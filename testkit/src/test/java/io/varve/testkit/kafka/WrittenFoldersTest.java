package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Varve leaves on disk, in the eyes of Kafka's readers of single files. */
class WrittenFoldersTest {

    @TempDir
    private Path directory;

    @Test
    void kafkasToolsAcceptEveryFileOfAClosedStore() throws IOException {
        Seeds.each(10_000, 15, seed -> {
            Workload work = new Workload(seed, Map.of());
            Path store = directory.resolve("store-" + seed);
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                work.write(log, 25);
                work.check(log, "before closing");
            }
            try (VarveLog log = VarveLog.open(store)) {
                work.check(log, "opened again");
                work.write(log, 25);
            }
            assertAccepted(VarveLog.folder(store), work, 0);
        });
    }

    @Test
    void kafkasToolsAcceptEveryFileOfAStoreThatWasKilled() throws IOException {
        Seeds.each(20_000, 10, seed -> {
            Workload work = new Workload(seed, Map.of());
            Path store = directory.resolve("store-" + seed);
            Path killed = directory.resolve("killed-" + seed);
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                work.write(log, 40);
                log.partition().flush();
                Folders.copy(store, killed);
            }
            assertAccepted(VarveLog.folder(killed), work, 1);
            try (VarveLog log = VarveLog.open(killed)) {
                work.check(log, "opened after a kill");
                work.write(log, 10);
            }
            assertAccepted(VarveLog.folder(killed), work, 0);
        });
    }

    /** So that the tests above can't pass by writing next to nothing. */
    @Test
    void theWorkloadsFillManySegmentsWithManyIndexEntries() throws IOException {
        int segments = 0;
        int entries = 0;
        for (long seed = 10_000; seed < 10_008; seed++) {
            Workload work = new Workload(seed, Map.of());
            Path store = directory.resolve("store-" + seed);
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                work.write(log, 50);
            }
            Path folder = VarveLog.folder(store);
            segments += Folders.files(folder, ".log").size();
            entries += KafkaFiles.indexes(folder).values().stream()
                    .mapToInt(List::size)
                    .sum();
        }
        assertTrue(segments > 8 * 4, "only " + segments + " segments");
        assertTrue(entries > 8 * 50, "only " + entries + " index entries");
    }

    @Test
    void theDumpToolsComplaintsAreSeen() throws IOException {
        Workload work = new Workload(7, Map.of("index.interval.bytes", "0", "segment.bytes", "65536"));
        Path store = directory.resolve("damaged");
        try (VarveLog log = VarveLog.create(store, work.configuration())) {
            work.writeWithoutDeletions(log, 20);
        }
        Path folder = VarveLog.folder(store);
        Path index = Folders.largest(folder, ".index");
        Path timeIndex = Folders.largest(folder, ".timeindex");
        Path log = Folders.largest(folder, ".log");
        flip(index, 3);
        flip(timeIndex, 7);
        assertComplains(List.of(index));
        assertComplains(List.of(timeIndex));
        Files.write(log, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        assertComplains(List.of(log));
        flip(log, 70);
        assertTrue(DumpTool.run(List.of(log), Set.of()).complaints().stream()
                .anyMatch(complaint -> complaint.contains("isvalid: false")));
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private static void assertComplains(List<Path> files) throws IOException {
        assertFalse(DumpTool.run(files, Set.of()).complaints().isEmpty(), () -> "no complaint about " + files);
    }

    /** @param missingIndexes 1 where the last segment's indexes may not have come to the disk yet */
    private static void assertAccepted(Path folder, Workload work, int missingIndexes) throws IOException {
        LogModel model = work.model();
        List<Path> logs = Folders.files(folder, ".log");
        for (String suffix : List.of(".index", ".timeindex")) {
            int missing = logs.size() - Folders.files(folder, suffix).size();
            assertTrue(missing >= 0 && missing <= missingIndexes, () -> work + ": " + missing + " without " + suffix);
        }
        long firstOffset = Folders.baseOffset(logs.getFirst());
        List<StoredRecord> expected = model.from(firstOffset);
        KafkaFiles.Content content = KafkaFiles.read(folder);
        LogModel.assertSame(expected, content.records(), work + ", FileRecords");
        KafkaFiles.checkIndexes(folder);
        DumpTool.assertAccepts(folder, content.batchCount(), expected.size(), model.gaps(), work + ", the dump tool");
    }
}
