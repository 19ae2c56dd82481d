package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
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
        for (long seed = 501; seed <= 512; seed++) {
            adopt(seed, true);
        }
    }

    @Test
    void weAdoptAFolderThatKafkaLeftWithPreallocatedIndexes() throws IOException {
        for (long seed = 601; seed <= 612; seed++) {
            adopt(seed, false);
        }
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
}
