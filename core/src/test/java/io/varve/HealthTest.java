package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.io.Clock;
import io.varve.io.DiskFile;
import io.varve.io.Entropy;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.log.HookedDisk;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A store says how it fares, and what to do about it, also where it has stopped writing. */
class HealthTest {

    private static final Path FOLDER = Path.of("/store");
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 28));

    /** How far the clock that the store sees is ahead of the machine's. */
    private final AtomicLong aheadNanos = new AtomicLong();

    private final Clock clock = new Clock() {
        @Override
        public long wallTimeMs() {
            return Clock.system().wallTimeMs();
        }

        @Override
        public long elapsedNanos() {
            return Clock.system().elapsedNanos() + aheadNanos.get();
        }
    };

    private Varve open() {
        return StoreOpening.open(
                FOLDER, StoreOptions.DEFAULT, new Surroundings(disk, clock, Entropy.system(), Workers.platform()));
    }

    private void fail(String verb, String suffix) {
        disk.hook((present, path) -> {
            if (present.equals(verb) && path.toString().endsWith(suffix)) {
                throw failure(path, verb);
            }
        });
    }

    private static StorageFailedException failure(Path path, String verb) {
        return new StorageFailedException(path, verb, -1, StorageFailedException.Kind.IO, "told to fail");
    }

    private static List<Health.Kind> kinds(Health health) {
        for (Health.Finding finding : health.findings()) {
            assertFalse(finding.what().isBlank());
            assertFalse(finding.advice().isBlank());
        }
        return health.findings().stream().map(Health.Finding::kind).toList();
    }

    @Test
    void aStoreThatWorksIsHealthyAndShowsItsFigures() {
        try (Varve varve = open()) {
            varve.createTopic(TopicSpec.of("orders")).append(NewRecord.of("k", "v"));
            Health health = varve.health();
            assertEquals(List.of(), kinds(health));
            assertEquals(Health.State.HEALTHY, health.state());
            assertTrue(health.journalHeldBytes() > 0);
            assertTrue(health.journalHeldBytes() <= health.journalBoundBytes());
            assertTrue(health.journalBoundBytes() <= StoreOptions.DEFAULT.journalBytes());
            assertTrue(health.journalFileCount() >= 1);
            assertTrue(health.checkpointAgeMs() >= 0 && health.checkpointAgeMs() < 60_000);
            assertTrue(health.usableBytes().getAsLong() > 0);
        }
    }

    @Test
    void aPartitionThatTakesNoMoreAppendsIsNamedWithItsReasonAndTheOthersAreNot() {
        Varve varve = open();
        Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(2).with("durability", "os"));
        topic.partition(0).append(NewRecord.of("k", "v"));
        disk.hook((verb, path) -> {
            if (verb.equals("write") && path.toString().contains("orders-1")) {
                throw failure(path, verb);
            }
        });
        assertThrows(StorageFailedException.class, () -> topic.partition(1).append(NewRecord.of("k", "v")));
        disk.unhook();
        Health health = varve.health();
        assertEquals(Health.State.DEGRADED, health.state());
        assertEquals(List.of(Health.Kind.PARTITION_STOPPED), kinds(health));
        Health.StoppedPartition stopped = health.stoppedPartitions().getFirst();
        assertEquals("orders", stopped.topic());
        assertEquals(1, stopped.partition());
        assertTrue(stopped.readable());
        assertTrue(stopped.reason().contains("told to fail"), stopped::reason);
        varve.close();
    }

    @Test
    void aPartitionThatCannotBeOpenedIsNamedUntilItCan() {
        try (Varve varve = open()) {
            varve.createTopic(TopicSpec.of("orders")).append(NewRecord.of("k", "v"));
        }
        try (Varve varve = open()) {
            assertEquals(List.of(), kinds(varve.health()));
            fail("openWrite", "00000000000000000000.log");
            assertThrows(StorageFailedException.class, varve.topic("orders").partition(0)::endOffset);
            assertEquals(List.of(Health.Kind.PARTITION_UNUSABLE), kinds(varve.health()));
            assertFalse(varve.health().stoppedPartitions().getFirst().readable());
            disk.unhook();
            assertEquals(1, varve.topic("orders").partition(0).endOffset());
            assertEquals(List.of(), kinds(varve.health()));
        }
    }

    @Test
    void damageIsNamedOnceSomebodyHasMetIt() {
        Path log;
        try (Varve varve = open()) {
            varve.createTopic(TopicSpec.of("orders")).append(NewRecord.of("k", "v"));
            log = FOLDER.resolve("topics/orders-0/00000000000000000000.log");
        }
        try (DiskFile file = disk.openWrite(log)) {
            file.writeFully(40, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            file.truncate(file.sizeBytes() - 1);
        }
        try (Varve varve = open()) {
            assertThrows(CorruptionException.class, varve.topic("orders").partition(0)::endOffset);
            Health health = varve.health();
            assertEquals(List.of(Health.Kind.PARTITION_UNUSABLE), kinds(health));
            assertTrue(health.findings().getFirst().what().contains("damage in " + log));
        }
    }

    @Test
    void aJournalThatHasStoppedIsSaidWithAllWhoStoppedWithIt() {
        Varve varve = open();
        Topic topic = varve.createTopic(TopicSpec.of("orders"));
        topic.append(NewRecord.of("k", "v"));
        fail("force", ".wal");
        assertThrows(StorageFailedException.class, () -> topic.append(NewRecord.of("k", "v")));
        Health health = varve.health();
        assertEquals(Health.State.WRITES_STOPPED, health.state());
        assertEquals(Health.Kind.JOURNAL_STOPPED, kinds(health).getFirst());
        assertTrue(health.findings().getFirst().what().contains("told to fail"));
        assertEquals(1, health.stoppedPartitions().size());
        assertTrue(health.workerFailures().stream()
                .anyMatch(failure -> failure.worker().equals("the group commit") && failure.count() == 1));
        disk.unhook();
        varve.close();
        assertThrows(ClosedException.class, varve::health);
    }

    @Test
    void aCheckpointThatCannotBeStoredIsSaidUntilItIs() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            topic.append(NewRecord.of("k", "v"));
            disk.hook((verb, path) -> {
                if (path.toString().contains("checkpoint")) {
                    throw failure(path, verb);
                }
            });
            topic.partition(0).deleteRecordsBefore(1); // asks for a checkpoint
            StoreDisk.await(() -> kinds(varve.health()).equals(List.of(Health.Kind.WORKER_FAILING)), "it is said");
            Health.WorkerFailure failure = varve.health().workerFailures().getFirst();
            assertEquals("the checkpoint", failure.worker());
            assertTrue(failure.firstMs() <= failure.lastMs());
            assertTrue(failure.reason().contains("told to fail"));
            aheadNanos.addAndGet(2 * MINUTE_NANOS);
            assertEquals(List.of(Health.Kind.WORKER_FAILING, Health.Kind.CHECKPOINT_LATE), kinds(varve.health()));
            assertTrue(varve.health().checkpointAgeMs() >= 120_000);
            disk.unhook();
            topic.append(NewRecord.of("k", "v"));
            topic.partition(0).deleteRecordsBefore(2);
            StoreDisk.await(() -> kinds(varve.health()).isEmpty(), "it is stored");
            assertTrue(varve.health().checkpointAgeMs() < 120_000);
        }
    }

    @Test
    void littleRoomAndADeviceThatDoesNotTellAreSaid() {
        HookedDisk small = new HookedDisk(new MemoryDisk(8 << 20));
        try (Varve varve = StoreDisk.open(small, FOLDER, StoreOptions.DEFAULT)) {
            assertEquals(List.of(Health.Kind.ROOM_LOW), kinds(varve.health()));
            small.hook((verb, path) -> {
                if (verb.equals("usableBytes")) {
                    throw failure(path, verb);
                }
            });
            assertEquals(List.of(Health.Kind.ROOM_UNKNOWN), kinds(varve.health()));
            assertEquals(OptionalLong.empty(), varve.health().usableBytes());
            small.unhook();
        }
    }

    @Test
    void aFullDeviceIsSaidUntilThereIsRoom() {
        HookedDisk small = new HookedDisk(new MemoryDisk(8 << 20));
        try (Varve varve = StoreDisk.open(small, FOLDER, StoreOptions.DEFAULT)) {
            TopicSpec spec = TopicSpec.of("t").with("durability", "os").with("segment.bytes", "100000");
            Partition partition = varve.createTopic(spec).partition(0);
            byte[] value = new byte[50_000];
            assertThrows(StorageFailedException.class, () -> {
                while (true) {
                    partition.append(NewRecord.of(value));
                }
            });
            Health health = varve.health();
            assertEquals(Health.State.WRITES_STOPPED, health.state());
            assertEquals(Health.Kind.DISK_FULL, kinds(health).getFirst());
            assertTrue(health.diskFull());
            assertEquals(List.of(), health.stoppedPartitions());
            varve.deleteTopic("t");
            StoreDisk.await(() -> !varve.health().diskFull(), "there is room again");
        }
    }
}
