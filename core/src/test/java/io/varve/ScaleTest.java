package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.VarveException;
import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.log.HookedDisk;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many partitions and many segments in one store: what opening costs, which files are open, what is still noticed. */
class ScaleTest {

    private static final Path FOLDER = Path.of("/store");
    private static final int TOPICS = 20;
    private static final int PARTITIONS = 100;
    private static final int OPEN_FILES_MAX = StoreOptions.OPEN_FILES_MIN;

    /** Files that the store and the threads within a call have open besides those of the bound. */
    private static final int OTHER_FILES_MAX = 8;

    private final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 30));

    private Varve open() {
        return StoreDisk.open(disk, FOLDER, StoreOptions.DEFAULT.openFilesMax(OPEN_FILES_MAX));
    }

    private static NewRecord record(int number) {
        return NewRecord.of(ByteBuffer.allocate(600).putInt(0, number).array()).at(1_000 + number);
    }

    /** Three segments in each partition of a few topics, nothing in the others. */
    private void fill() {
        try (Varve varve = open()) {
            for (int topic = 0; topic < TOPICS; topic++) {
                Topic made = varve.createTopic(TopicSpec.of("topic-" + topic)
                        .partitions(PARTITIONS)
                        .with("segment.bytes", "1024")
                        .with("durability", topic % 2 == 0 ? "os" : "disk"));
                for (Partition partition : topic < 4 ? made.partitions() : List.<Partition>of()) {
                    for (int number = 0; number < 3; number++) {
                        partition.append(record(number));
                    }
                }
            }
        }
    }

    @Test
    void openingTouchesNoPartitionThatNobodyUses() {
        fill();
        Set<Path> touched = ConcurrentHashMap.newKeySet();
        AtomicInteger verbs = new AtomicInteger();
        disk.hook((verb, path) -> {
            verbs.incrementAndGet();
            if (!path.endsWith("topic.properties") && path.startsWith(FOLDER.resolve("topics"))) {
                touched.add(path);
            }
        });
        int threads = Thread.activeCount();
        try (Varve varve = open()) {
            assertEquals(TOPICS, varve.topics().size());
            assertEquals(Set.of(FOLDER.resolve("topics")), touched, "what of topics/ was touched");
            int opening = verbs.get();
            assertTrue(opening < 10 * TOPICS, () -> opening + " verbs for " + TOPICS * PARTITIONS + " partitions");
            assertTrue(Thread.activeCount() - threads < 10, "threads for " + TOPICS * PARTITIONS + " partitions");
            touched.clear();
            assertEquals(3, varve.topic("topic-1").partition(7).endOffset());
            Path used = FOLDER.resolve("topics").resolve("topic-1-7");
            assertTrue(touched.stream().allMatch(path -> path.startsWith(used)), touched::toString);
            touched.clear();
        }
        assertTrue(touched.stream().allMatch(path -> path.toString().contains("topic-1-7")), touched::toString);
    }

    @Test
    void whatTheCheckpointHoldsOfUnusedPartitionsOutlivesAnyNumberOfOpenings() {
        fill();
        try (Varve varve = open()) {
            varve.topic("topic-0").partition(3).deleteRecordsBefore(2);
        }
        for (int round = 0; round < 3; round++) {
            try (Varve varve = open()) {
                varve.topic("topic-1").partition(round).append(record(3));
            }
        }
        try (Varve varve = open()) {
            assertEquals(2, varve.topic("topic-0").partition(3).startOffset());
            disk.delete(FOLDER.resolve("topics/topic-2-5/00000000000000000001.log"));
            assertThrows(
                    CorruptionException.class,
                    () -> varve.topic("topic-2").partition(5).endOffset());
        }
    }

    @Test
    void aLogIsOpenedOnceForAllWhoAskForItAtOnce() throws Exception {
        fill();
        AtomicInteger listed = new AtomicInteger();
        disk.hook((verb, path) -> {
            if (verb.equals("list") && path.endsWith("topic-0-0")) {
                listed.incrementAndGet();
            }
        });
        try (Varve varve = open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> ends = new ArrayList<>();
            for (int thread = 0; thread < 16; thread++) {
                ends.add(
                        threads.submit(() -> varve.topic("topic-0").partition(0).endOffset()));
            }
            for (Future<Long> end : ends) {
                assertEquals(3, end.get());
            }
            assertEquals(1, listed.get());
        }
    }

    @Test
    void aPartitionThatWasNeverUsedIsClosedWithItsStore() {
        fill();
        Varve varve = open();
        Partition unused = varve.topic("topic-0").partition(0);
        Partition ofDeleted = varve.topic("topic-1").partition(0);
        varve.deleteTopic("topic-1");
        assertThrows(ClosedException.class, ofDeleted::endOffset);
        varve.close();
        assertThrows(ClosedException.class, unused::endOffset);
        assertThrows(ClosedException.class, () -> unused.append(record(0)));
        assertEquals(0, disk.openFiles());
    }

    /** Every partition is written, rolled, forced and read while no more files are open than may be. */
    @Test
    void openFilesStayWithinTheBudget() {
        AtomicInteger most = new AtomicInteger();
        disk.hook((verb, path) -> most.accumulateAndGet(disk.openFiles(), Math::max));
        fill();
        try (Varve varve = open()) {
            for (int topic = 0; topic < 4; topic++) {
                for (Partition partition : varve.topic("topic-" + topic).partitions()) {
                    partition.append(record(3));
                    assertEquals(4, partition.read(0).stream().count());
                }
            }
            assertEquals(TOPICS * PARTITIONS, varve.statistics().partitions().size());
        }
        assertTrue(most.get() <= OPEN_FILES_MAX + OTHER_FILES_MAX, () -> most + " files were open at once");
        assertEquals(0, disk.openFiles());
    }

    /** A sealed log that lost its last batch looks like one with a gap behind it: the checkpoint tells them apart. */
    @Test
    void aShortenedSealedLogIsNoGap() {
        try (Varve varve = open()) {
            Partition partition = varve.createTopic(TopicSpec.of("t").with("segment.bytes", "1024"))
                    .partition(0);
            for (int number = 0; number < 12; number++) {
                partition.append(NewRecord.of(new byte[300]).at(5_000 - number));
            }
        }
        int batchBytes;
        try (DiskFile log = disk.openWrite(FOLDER.resolve("topics/t-0/00000000000000000004.log"))) {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            log.readFully(8, length);
            batchBytes = 12 + length.getInt(0);
            log.truncate(batchBytes);
        }
        try (Varve varve = open()) {
            Partition partition = varve.topic("t").partition(0);
            assertEquals(12, partition.endOffset());
            assertEquals(5, partition.read(0).stream().limit(5).count(), "what stands before the damage is read");
            for (long from : new long[] {0, 4, 5}) {
                assertThrows(
                        CorruptionException.class,
                        () -> partition.read(from).stream().count(),
                        "from " + from);
            }
            assertEquals(6, partition.read(6).stream().count(), "what stands behind it too");
            assertThrows(CorruptionException.class, () -> partition.firstAtOrAfter(6_000));
            assertThrows(
                    VarveException.class, () -> partition.deleteRecordsBefore(8), "or nothing would tell any more");
            assertEquals(0, partition.startOffset());
        }
    }

    @Test
    void gapsBetweenSegmentsAreReadAcrossAfterAnOpeningToo() {
        Set<Long> offsets = new HashSet<>();
        try (Varve varve = open()) {
            Partition partition = varve.createTopic(TopicSpec.of("t").with("segment.bytes", "1024"))
                    .partition(0);
            for (long offset = 0; offset < 100; offset += 10) {
                ByteBuffer batch = PreparedBatch.of(List.of(record(1)), io.varve.record.Compression.NONE)
                        .bytes();
                ByteBuffer given =
                        ByteBuffer.allocate(batch.remaining()).put(batch).flip();
                partition.appendReplicated(given.putLong(0, offset), AppendOptions.DEFAULT);
                offsets.add(offset);
            }
        }
        for (int round = 0; round < 2; round++) {
            try (Varve varve = open()) {
                Partition partition = varve.topic("t").partition(0);
                Set<Long> found = new HashSet<>();
                try (Cursor cursor = partition.read(0)) {
                    while (cursor.next()) {
                        found.add(cursor.record().offset());
                    }
                }
                assertEquals(offsets, found);
                assertTrue(partition.firstAtOrAfter(9_999).isEmpty());
                assertEquals(
                        10L
                                * PreparedBatch.of(List.of(record(1)), io.varve.record.Compression.NONE)
                                        .sizeBytes(),
                        partition.statistics().sizeBytes());
            }
        }
        try (Varve varve = open()) {
            varve.topic("t").partition(0).deleteRecordsBefore(45);
        }
        try (Varve varve = open()) {
            assertEquals(5, varve.topic("t").partition(0).read(45).stream().count());
        }
    }
}
