package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.InvalidTimestampException;
import io.varve.error.PartitionNotFoundException;
import io.varve.error.RecordTooLargeException;
import io.varve.error.StorageFailedException;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appending in the background. */
class AppenderTest {

    private static final AppenderOptions HOUR = AppenderOptions.DEFAULT.linger(Duration.ofHours(1));

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @EnumSource
    void manyThreadsKeepTheOrderOfEachKey(StoreDisk kind) throws Exception {
        int threadCount = 8;
        int perThread = 2000;
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(4));
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            try (Appender appender = topic.appender(AppenderOptions.DEFAULT.batchBytes(2000));
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<CompletableFuture<Receipt>>>> sent = new ArrayList<>();
                for (int thread = 0; thread < threadCount; thread++) {
                    String key = "thread-" + thread;
                    sent.add(threads.submit(() -> {
                        List<CompletableFuture<Receipt>> own = new ArrayList<>();
                        for (int index = 0; index < perThread; index++) {
                            own.add(appender.append(NewRecord.of(key, "" + index)));
                        }
                        return own;
                    }));
                }
                for (Future<List<CompletableFuture<Receipt>>> thread : sent) {
                    receipts.addAll(thread.get());
                }
                appender.flush();
                assertTrue(receipts.stream().allMatch(CompletableFuture::isDone), "flush returns when all is done");
            }
            assertEquals(threadCount * perThread, receipts.size());
            Map<String, Integer> next = new HashMap<>();
            for (Partition partition : topic.partitions()) {
                partition.read(0).stream().forEach(record -> {
                    String key = new String(record.keyArray(), java.nio.charset.StandardCharsets.UTF_8);
                    assertEquals(next.merge(key, 1, Integer::sum) - 1, Integer.parseInt(StoreDisk.text(record)));
                });
            }
            assertEquals(threadCount, next.size());
            next.values().forEach(count -> assertEquals(perThread, count));
            Receipt last = receipts.getLast().get();
            assertEquals(1, last.recordCount());
            assertEquals(Durability.DISK, last.durability());
            assertEquals(
                    "" + (perThread - 1),
                    StoreDisk.text(topic.partition(last.partition())
                            .recordAt(last.offset())
                            .orElseThrow()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatLingersIsSentByItself(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary);
                Appender appender = varve.createTopic(TopicSpec.of("orders"))
                        .appender(AppenderOptions.DEFAULT.reaching(Durability.OS))) {
            for (int index = 0; index < 20; index++) {
                Receipt receipt = appender.append(StoreDisk.text("v")).get(10, TimeUnit.SECONDS);
                assertEquals(index, receipt.offset());
                assertEquals(Durability.OS, receipt.durability());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingSendsWhatGathers(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(3));
            Appender appender = topic.appender(HOUR);
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            for (int index = 0; index < 30; index++) {
                receipts.add(appender.append(index % 3, StoreDisk.text("v" + index)));
            }
            assertTrue(receipts.stream().noneMatch(CompletableFuture::isDone));
            appender.close();
            appender.close();
            for (CompletableFuture<Receipt> receipt : receipts) {
                receipt.get(10, TimeUnit.SECONDS);
            }
            assertEquals(10, topic.partition(2).endOffset());
            assertThrows(ClosedException.class, () -> appender.append(StoreDisk.text("late")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheStoreSendsWhatGathers(StoreDisk kind) throws Exception {
        Varve varve = kind.open(temporary);
        Appender appender = varve.createTopic(TopicSpec.of("orders")).appender(HOUR);
        CompletableFuture<Receipt> receipt = appender.append(StoreDisk.text("v"));
        varve.close();
        assertEquals(0, receipt.get(10, TimeUnit.SECONDS).offset());
        assertThrows(ClosedException.class, () -> appender.append(StoreDisk.text("late")));
    }

    /** Whoever shares a batch with a record that cannot be stored is stored all the same. */
    @ParameterizedTest
    @EnumSource
    void aRecordThatIsRefusedIsRefusedAlone(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").with("max.message.bytes", "3000"));
            try (Appender appender = topic.appender(HOUR)) {
                CompletableFuture<Receipt> before = appender.append(StoreDisk.text("before"));
                CompletableFuture<Receipt> misdated =
                        appender.append(StoreDisk.text("misdated").at(Long.MAX_VALUE));
                CompletableFuture<Receipt> large = appender.append(NewRecord.of(new byte[5000]));
                CompletableFuture<Receipt> after = appender.append(StoreDisk.text("after"));
                appender.flush();
                assertInstanceOf(InvalidTimestampException.class, failureOf(misdated));
                assertInstanceOf(RecordTooLargeException.class, failureOf(large));
                assertEquals(0, before.get().offset());
                assertEquals(1, after.get().offset());
                assertThrows(PartitionNotFoundException.class, () -> appender.append(1, StoreDisk.text("v")));
            }
            assertEquals(List.of("before", "after"), StoreDisk.values(topic.partition(0)));
        }
    }

    /** Batches are made to fit the topic: many small records are not one that is too large. */
    @ParameterizedTest
    @EnumSource
    void batchesFitTheTopicsLimit(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").with("max.message.bytes", "1000"));
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            try (Appender appender = topic.appender(AppenderOptions.DEFAULT)) {
                for (int index = 0; index < 500; index++) {
                    receipts.add(appender.append(StoreDisk.text("v" + index)));
                }
            }
            for (CompletableFuture<Receipt> receipt : receipts) {
                receipt.get(10, TimeUnit.SECONDS);
            }
            assertEquals(500, topic.partition(0).endOffset());
        }
    }

    private static Throwable failureOf(CompletableFuture<Receipt> future) {
        return assertThrows(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS))
                .getCause();
    }

    /** Uses each log, so that nothing has to be opened while the disk stands still. */
    private static Topic opened(Topic topic) {
        topic.partitions().forEach(Partition::endOffset);
        return topic;
    }

    /** I16: the bound is reached, and never exceeded, while the disk stands still; nothing is dropped. */
    @Test
    void aWriterThatOutrunsTheDiskWaitsAtTheBound() throws Exception {
        int valueBytes = 1000;
        int bufferBytes = 100_000;
        GatedDisk disk = new GatedDisk(StoreDisk.MEMORY.disk());
        AtomicInteger handedIn = new AtomicInteger();
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT);
                Appender appender = opened(varve.createTopic(TopicSpec.of("orders")))
                        .appender(AppenderOptions.DEFAULT.batchBytes(10_000).bufferBytes(bufferBytes))) {
            disk.shut();
            List<CompletableFuture<Receipt>> receipts = new ArrayList<>();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int index = 0; index < 1000; index++) {
                    receipts.add(appender.append(NewRecord.of(new byte[valueBytes])));
                    handedIn.incrementAndGet();
                }
            });
            StoreDisk.await(() -> handedIn.get() > 50 && writer.getState() == Thread.State.WAITING, "the writer waits");
            assertTrue(handedIn.get() * valueBytes <= bufferBytes, () -> handedIn + " records handed in");
            assertTrue(handedIn.get() * valueBytes > bufferBytes / 2, () -> handedIn + " records handed in");
            disk.open();
            writer.join();
            appender.flush();
            assertEquals(1000, receipts.size());
            for (CompletableFuture<Receipt> receipt : receipts) {
                assertFalse(receipt.isCompletedExceptionally());
            }
        }
    }

    /** Even where every record fills the bound, and no batch would be sent for an hour, all get through. */
    @ParameterizedTest
    @EnumSource
    void aFullBufferIsSentWhateverTheLinger(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary);
                Appender appender = varve.createTopic(TopicSpec.of("orders").with("durability", "memory"))
                        .appender(HOUR.batchBytes(1000).bufferBytes(1000));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                writers.add(threads.submit(() -> {
                    for (int index = 0; index < 3000; index++) {
                        CompletableFuture<Receipt> _ = appender.append(NewRecord.of(new byte[600]));
                    }
                    return 3000;
                }));
            }
            try {
                for (Future<Integer> writer : writers) {
                    assertEquals(3000, writer.get(10, TimeUnit.SECONDS));
                }
            } finally {
                appender.close(); // lets a writer go that is stuck
            }
        }
    }

    /** I7: after the disk failed nothing is acknowledged, and everybody is told. */
    @Test
    void aFailedDiskFailsEveryRecord() throws Exception {
        GatedDisk disk = new GatedDisk(StoreDisk.MEMORY.disk());
        Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT);
        Topic topic = varve.createTopic(TopicSpec.of("orders"));
        Appender appender = topic.appender(HOUR);
        CompletableFuture<Receipt> good = appender.append(StoreDisk.text("good"));
        appender.flush();
        assertEquals(0, good.get().offset());
        disk.breakDown();
        CompletableFuture<Receipt> lost = appender.append(StoreDisk.text("lost"));
        appender.flush();
        assertInstanceOf(StorageFailedException.class, failureOf(lost));
        disk.open();
        CompletableFuture<Receipt> later = appender.append(StoreDisk.text("later"));
        appender.flush();
        assertInstanceOf(StorageFailedException.class, failureOf(later));
        assertThrows(StorageFailedException.class, () -> topic.append(StoreDisk.text("later")));
        assertThrows(StorageFailedException.class, () -> topic.partition(0).flush());
        assertEquals(
                List.of("good"),
                StoreDisk.values(topic.partition(0), ReadOptions.from(0).to(1)));
        varve.close();
        try (Varve again = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            assertEquals(
                    "good", StoreDisk.values(again.topic("orders").partition(0)).getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAppenderOfADeletedTopicFailsItsRecords(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            try (Appender appender = topic.appender(HOUR)) {
                CompletableFuture<Receipt> receipt = appender.append(StoreDisk.text("v"));
                varve.deleteTopic("orders");
                appender.flush();
                assertInstanceOf(ClosedException.class, failureOf(receipt));
            }
            assertThrows(ClosedException.class, () -> topic.appender(HOUR));
        }
    }

    /** One who waits in a callback holds up its own appender only, and never the store. */
    @ParameterizedTest
    @EnumSource
    void callbacksMayAppend(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            Topic second = varve.createTopic(TopicSpec.of("bills"));
            try (Appender appender = topic.appender(AppenderOptions.DEFAULT)) {
                CompletableFuture<Receipt> chained = appender.append(StoreDisk.text("order"))
                        .thenApply(receipt -> second.append(StoreDisk.text("bill of " + receipt.offset())));
                assertEquals("bills", chained.get(10, TimeUnit.SECONDS).topic());
            }
        }
    }
}
