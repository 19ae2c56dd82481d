package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.error.VarveException;
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
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a store leaves behind where one of its steps fails: opening, making, growing, deleting topics. */
class StoreFailureTest {

    private static final Path FOLDER = Path.of("/store");

    private final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 28));

    private Varve open() {
        Surroundings surroundings = new Surroundings(disk, Clock.system(), Entropy.system(), Workers.platform());
        return StoreOpening.open(FOLDER, StoreOptions.DEFAULT, surroundings);
    }

    private void makeTwoTopics() {
        try (Varve varve = open()) {
            for (String name : new String[] {"a", "b"}) {
                Partition partition =
                        varve.createTopic(TopicSpec.of(name).partitions(2)).partition(1);
                for (int i = 0; i < 5; i++) {
                    partition.append(NewRecord.of("key", "value " + i));
                }
                partition.deleteRecordsBefore(2);
            }
        }
    }

    private static Path log(String folder) {
        return FOLDER.resolve("topics").resolve(folder).resolve("00000000000000000000.log");
    }

    private void failOn(String verb, String text, int times) {
        AtomicInteger left = new AtomicInteger(times);
        disk.hook((present, path) -> {
            if (present.equals(verb) && path.toString().contains(text) && left.getAndDecrement() > 0) {
                throw failure(path, verb);
            }
        });
    }

    private static StorageFailedException failure(Path path, String verb) {
        return new StorageFailedException(path, verb, -1, StorageFailedException.Kind.IO, "told to fail");
    }

    /** The checkpoint knows the start offset and what is durable: a failed opening must not forget it. */
    @Test
    void aLogThatCouldNotBeOpenedKeepsWhatTheCheckpointHoldsOfIt() {
        makeTwoTopics();
        failOn("openWrite", "b-1", 1);
        try (Varve varve = open()) {
            Partition failing = varve.topic("b").partition(1);
            assertThrows(StorageFailedException.class, failing::startOffset);
            varve.topic("a").partition(1).deleteRecordsBefore(3);
        }
        disk.unhook();
        try (Varve varve = open()) {
            assertEquals(2, varve.topic("b").partition(1).startOffset());
            assertEquals(3, varve.topic("a").partition(1).startOffset());
        }
    }

    @Test
    void aLogThatCouldNotBeOpenedCanBeTriedAgain() {
        makeTwoTopics();
        try (Varve varve = open()) {
            Partition failing = varve.topic("b").partition(1);
            failOn("openWrite", "b-1", 2);
            assertThrows(StorageFailedException.class, failing::endOffset);
            assertThrows(StorageFailedException.class, () -> failing.append(NewRecord.of("k", "v")));
            assertEquals(5, failing.append(NewRecord.of("k", "v")).offset());
        }
    }

    @Test
    void damageInOneLogIsReportedToEachWhoUsesItAndToNobodyElse() {
        makeTwoTopics();
        try (DiskFile file = disk.openWrite(log("b-1"))) {
            file.truncate(file.sizeBytes() - 1);
        }
        for (int round = 0; round < 2; round++) {
            try (Varve varve = open()) {
                Partition damaged = varve.topic("b").partition(1);
                assertThrows(CorruptionException.class, damaged::visibleEndOffset);
                assertThrows(CorruptionException.class, () -> damaged.append(NewRecord.of("k", "v")));
                assertThrows(CorruptionException.class, () -> damaged.read(2));
                assertEquals(0, varve.topic("b").partition(0).endOffset());
                assertEquals(3, varve.topic("a").partition(1).read(2).stream().count());
            }
        }
    }

    /** Opens the store and each of its logs, and closes it. */
    private void openAll() {
        try (Varve varve = open()) {
            varve.statistics();
        }
    }

    @Test
    void whicheverVerbOfAnOpenFailsNothingIsLeftBehindAndNothingIsLost() {
        makeTwoTopics();
        AtomicInteger seen = new AtomicInteger();
        disk.hook((verb, path) -> seen.incrementAndGet());
        openAll();
        int verbs = seen.get();
        for (int failing = 1; failing <= verbs; failing++) {
            int chosen = failing;
            AtomicInteger count = new AtomicInteger();
            disk.hook((verb, path) -> {
                if (count.incrementAndGet() == chosen) {
                    throw failure(path, verb);
                }
            });
            try {
                openAll();
            } catch (StorageFailedException expected) {
                assertTrue(expected.getMessage().contains("told to fail"), expected::getMessage);
            }
            disk.unhook();
            assertEquals(0, disk.openFiles(), "after verb " + failing);
            try (Varve varve = open()) {
                for (String name : new String[] {"a", "b"}) {
                    Partition partition = varve.topic(name).partition(1);
                    assertEquals(2, partition.startOffset(), "after verb " + failing);
                    assertEquals(3, partition.read(2).stream().count(), "after verb " + failing);
                }
            }
        }
    }

    @Test
    void aLogThatCouldNotBeMadeIsMadeWhenItIsUsedAgain() {
        try (Varve varve = open()) {
            Topic made = varve.createTopic(TopicSpec.of("t").partitions(3));
            failOn("create", "t-1/0", 1);
            assertThrows(StorageFailedException.class, () -> made.partition(1).append(NewRecord.of("k", "v")));
            made.partition(1).append(NewRecord.of("k", "v"));
        }
        assertEquals(0, disk.openFiles());
        try (Varve varve = open()) {
            assertEquals(1, varve.topic("t").partition(1).visibleEndOffset());
        }
    }

    @Test
    void aGrowthThatFailedHalfWayCanBeRepeated() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("t"));
            failOn("create", "t-2/", 1);
            assertThrows(StorageFailedException.class, () -> topic.growTo(4));
            disk.unhook();
            assertEquals(1, topic.partitionCount());
            topic.growTo(4);
            assertEquals(4, topic.partitionCount());
            topic.partition(3).append(NewRecord.of("k", "v"));
        }
        assertEquals(0, disk.openFiles());
    }

    /** The catalogue counts it as deleted: what was appended in the belief that it lives would be lost. */
    @Test
    void aTopicWhoseDeletionMayBeStoredTakesNothingMore() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("t"));
            failOn("forceDirectory", FOLDER.toString(), 1);
            assertThrows(StorageFailedException.class, () -> varve.deleteTopic("t"));
            disk.unhook();
            if (varve.findTopic("t").isEmpty()) {
                assertThrows(ClosedException.class, () -> topic.append(NewRecord.of("k", "v")));
            } else {
                topic.append(NewRecord.of("k", "v"));
            }
            boolean lives = varve.findTopic("t").isPresent();
            varve.close();
            try (Varve again = open()) {
                assertEquals(lives, again.findTopic("t").isPresent());
            }
        }
    }

    @Test
    void aDeletionThatFailsOnItsFilesCanBeRepeated() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("t").partitions(2));
            topic.partition(0).append(NewRecord.of("k", "v"));
            failOn("rename", "t-0", 1);
            assertThrows(StorageFailedException.class, () -> varve.deleteTopic("t"));
            disk.unhook();
            assertThrows(ClosedException.class, () -> topic.partition(0).append(NewRecord.of("k", "v")));
            varve.deleteTopic("t");
            assertEquals(0, varve.createTopic(TopicSpec.of("t")).partition(0).endOffset());
        }
        assertEquals(0, disk.openFiles());
    }

    @Test
    void aDeletedTopicIsNoErrorToThoseWhoFlushAllOrCountAll() {
        try (Varve varve = open()) {
            Topic doomed = varve.createTopic(TopicSpec.of("doomed").with("durability", "os"));
            varve.createTopic(TopicSpec.of("lives"));
            doomed.append(NewRecord.of("k", "v"));
            AtomicBoolean done = new AtomicBoolean();
            Topic memory = varve.createTopic(TopicSpec.of("a").with("durability", "memory"));
            memory.append(NewRecord.of("k", "v"));
            Thread deleting = Thread.ofPlatform().unstarted(() -> varve.deleteTopic("doomed"));
            disk.hook((verb, path) -> {
                if (verb.equals("force") && path.toString().contains("a-0/") && !done.getAndSet(true)) {
                    deleting.start();
                    try {
                        deleting.join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            varve.flush();
            disk.unhook();
            assertEquals(2, varve.statistics().partitions().size());
        }
    }

    @Test
    void theLockIsFreedLast() {
        AtomicBoolean lockedAtEnd = new AtomicBoolean();
        Workers workers = Workers.platform();
        Workers noticing = new Workers() {
            @Override
            public void start(String name, Runnable loop) {
                workers.start(name, loop);
            }

            @Override
            public Timer after(long delayNanos, Runnable task) {
                return workers.after(delayNanos, task);
            }

            @Override
            public void close() {
                workers.close();
                lockedAtEnd.set(isLocked());
            }
        };
        StoreOpening.open(
                        FOLDER,
                        StoreOptions.DEFAULT,
                        new Surroundings(disk, Clock.system(), Entropy.system(), noticing))
                .close();
        assertTrue(lockedAtEnd.get(), "another process could have had the store while its threads still ran");
        assertFalse(isLocked());
    }

    private boolean isLocked() {
        try {
            disk.lock(FOLDER.resolve("LOCK"), "the test").close();
            return false;
        } catch (VarveException taken) {
            return taken.getMessage() != null;
        }
    }

    @Test
    void offsetsThatAreUsedUpAreRefusedAndBreakNothing() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("t"));
            Partition partition = topic.partition(0);
            PreparedBatch batch =
                    PreparedBatch.of(java.util.List.of(NewRecord.of("k", "v")), io.varve.record.Compression.NONE);
            ByteBuffer bytes =
                    ByteBuffer.allocate(batch.sizeBytes()).put(batch.bytes()).flip();
            bytes.putLong(0, Long.MAX_VALUE - 2);
            partition.appendReplicated(bytes, AppendOptions.DEFAULT);
            partition.append(NewRecord.of("the", "last"));
            assertEquals(Long.MAX_VALUE, partition.endOffset());
            assertThrows(VarveException.class, () -> partition.append(NewRecord.of("k", "v")));
            assertThrows(VarveException.class, () -> partition.append(batch, AppendOptions.DEFAULT));
            assertEquals(2, partition.read(0).stream().count());
            assertThrows(OffsetOutOfRangeException.class, () -> partition.read(-1));
        }
        try (Varve varve = open()) {
            assertEquals(2, varve.topic("t").partition(0).read(0).stream().count());
        }
    }

    @Test
    void alteringRacesWithAppendsWithoutHarm() {
        try (Varve varve = open()) {
            Topic topic = varve.createTopic(TopicSpec.of("t"));
            Thread altering = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 60; i++) {
                    topic.alter(Map.of("durability", i % 3 == 0 ? "memory" : i % 3 == 1 ? "os" : "disk"));
                }
            });
            int appended = 0;
            while (altering.isAlive() || appended < 100) {
                Receipt receipt = topic.append(NewRecord.of("k", "v"));
                assertTrue(topic.partition(0).endOffset() > receipt.offset());
                appended++;
            }
            topic.partition(0).flush();
            assertEquals(appended, topic.partition(0).visibleEndOffset());
            assertEquals(appended, topic.partition(0).read(0).stream().count());
        }
    }
}
