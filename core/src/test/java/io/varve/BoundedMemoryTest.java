package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.Disk;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I16: memory and threads have bounds, and what reaches them waits. */
class BoundedMemoryTest {

    private static final StoreOptions SMALL = StoreOptions.DEFAULT.hotBytes(StoreOptions.HOT_BYTES_MIN);

    @TempDir
    private Path temporary;

    /** While the disk stands still no more is taken than the memory for hot records holds; nothing is dropped. */
    @Test
    void aWriterThatOutrunsTheDiskWaits() throws Exception {
        int valueBytes = 1000;
        int count = 20_000;
        GatedDisk disk = new GatedDisk(StoreDisk.MEMORY.disk());
        AtomicLong appended = new AtomicLong();
        try (Varve varve = StoreDisk.open(disk, temporary, SMALL)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders").with("durability", "memory"))
                    .partition(0);
            assertEquals(0, partition.endOffset(), "its log is open before the disk stands still");
            disk.shut();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int index = 0; index < count; index++) {
                    partition.append(numbered(index, valueBytes));
                    appended.incrementAndGet();
                }
            });
            StoreDisk.await(
                    () -> appended.get() > 1000 && writer.getState() == Thread.State.WAITING, "the writer waits");
            assertTrue(appended.get() * valueBytes <= StoreOptions.HOT_BYTES_MIN, () -> appended + " appended");
            assertTrue(appended.get() * valueBytes > StoreOptions.HOT_BYTES_MIN / 2, () -> appended + " appended");
            assertEquals(appended.get(), read(partition), "what is in memory is read while the disk stands still");
            disk.open();
            writer.join();
            assertEquals(count, read(partition));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, SMALL)) {
            assertEquals(count, read(varve.topic("orders").partition(0)));
        }
    }

    private static NewRecord numbered(int number, int valueBytes) {
        return NewRecord.of(ByteBuffer.allocate(valueBytes).putInt(0, number).array());
    }

    private static long read(Partition partition) {
        long read = 0;
        try (Cursor cursor = partition.read(0)) {
            while (cursor.next()) {
                assertEquals(read++, cursor.record().value().getInt());
            }
        }
        return read;
    }

    /** Many logs share the little memory there is; batches larger than a chunk, and than the whole of it, pass. */
    @ParameterizedTest
    @EnumSource
    void manyWritersShareLittleMemory(StoreDisk kind) throws Exception {
        try (Varve varve = StoreDisk.open(kind.disk(), temporary, SMALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = varve.createTopic(TopicSpec.of("orders")
                    .partitions(100)
                    .with("durability", "memory")
                    .with("max.message.bytes", "10000000"));
            List<Future<Long>> writers = new ArrayList<>();
            for (Partition partition : topic.partitions()) {
                writers.add(threads.submit(() -> {
                    for (int index = 0; index < 40; index++) {
                        int valueBytes = index == 7 && partition.index() % 50 == 0 ? 5_000_000 : 100 * (index + 1);
                        partition.append(numbered(index, valueBytes));
                    }
                    return partition.endOffset();
                }));
            }
            for (Future<Long> writer : writers) {
                assertEquals(40, writer.get());
            }
            for (Partition partition : topic.partitions()) {
                assertEquals(40, read(partition));
            }
        }
    }

    /** A thousand partitions need no more threads than one. */
    @ParameterizedTest
    @EnumSource
    void aThousandPartitionsNeedFewThreads(StoreDisk kind) throws Exception {
        int partitions = kind == StoreDisk.MEMORY ? 1000 : 200; // a real disk forces each of their folders
        Disk disk = kind.disk();
        try (Varve varve = StoreDisk.open(disk, temporary, SMALL);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic topic = varve.createTopic(
                    TopicSpec.of("orders").partitions(partitions).with("durability", "os"));
            List<Future<Receipt>> receipts = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                int number = round;
                topic.partitions()
                        .forEach(partition ->
                                receipts.add(threads.submit(() -> partition.append(numbered(number, 100)))));
            }
            for (Future<Receipt> receipt : receipts) {
                receipt.get();
            }
            long ours = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("varve-"))
                    .count();
            assertTrue(ours <= 10, () -> ours + " threads");
            assertEquals(partitions, varve.statistics().partitions().size());
        }
        try (Varve varve = StoreDisk.open(disk, temporary, SMALL)) {
            for (Partition partition : varve.topic("orders").partitions()) {
                assertEquals(3, partition.endOffset());
                assertEquals(3, partition.read(0).stream().count());
            }
        }
    }
}
