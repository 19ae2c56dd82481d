package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RecordTooLargeException;
import io.varve.error.UnexpectedOffsetException;
import io.varve.record.NewRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many threads append to one partition. */
class ConcurrentAppendTest {

    @TempDir
    private Path temporary;

    /** Of those who expect the same offset exactly one gets it. Answers KB-7. */
    @ParameterizedTest
    @EnumSource
    void oneOfManyWinsEachOffset(StoreDisk kind) throws Exception {
        int offsets = 300;
        int threadCount = 8;
        try (Varve varve = kind.open(temporary);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Partition partition = varve.createTopic(TopicSpec.of("orders").with("durability", "memory"))
                    .partition(0);
            List<Future<BitSet>> racers = new ArrayList<>();
            for (int thread = 0; thread < threadCount; thread++) {
                String name = "racer-" + thread;
                racers.add(threads.submit(() -> race(partition, offsets, name)));
            }
            int won = 0;
            BitSet all = new BitSet();
            for (Future<BitSet> racer : racers) {
                won += racer.get().cardinality();
                all.or(racer.get());
            }
            assertEquals(offsets, won);
            assertEquals(offsets, all.cardinality());
            assertEquals(offsets, partition.endOffset());
        }
    }

    private static BitSet race(Partition partition, int offsets, String name) {
        BitSet won = new BitSet();
        for (int offset = 0; offset < offsets; offset++) {
            try {
                Receipt receipt = partition.append(StoreDisk.text(name), AppendOptions.DEFAULT.expecting(offset));
                assertEquals(offset, receipt.offset());
                won.set(offset);
            } catch (UnexpectedOffsetException lost) {
                assertTrue(partition.endOffset() > offset, "somebody else must have it");
            }
        }
        return won;
    }

    /** I4; answers SB-8, RV-5, KB-6: a list stands together, at consecutive offsets, or not at all. */
    @ParameterizedTest
    @EnumSource
    void listsStandTogether(StoreDisk kind) throws Exception {
        int threadCount = 6;
        int lists = 200;
        try (Varve varve = kind.open(temporary);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")
                            .with("segment.bytes", "20000")
                            .with("durability", "os")
                            .with("max.message.bytes", "5000"))
                    .partition(0);
            AtomicBoolean done = new AtomicBoolean();
            Future<Integer> reader = threads.submit(() -> readWhile(partition, done));
            List<Future<Integer>> writers = new ArrayList<>();
            for (int thread = 0; thread < threadCount; thread++) {
                String name = "writer-" + thread;
                writers.add(threads.submit(() -> writeLists(partition, name, lists)));
            }
            int stored = 0;
            for (Future<Integer> writer : writers) {
                stored += writer.get();
            }
            done.set(true);
            assertEquals(stored, reader.get());
            assertEquals(stored, partition.endOffset());
            checkTogether(StoreDisk.values(partition));
        }
    }

    private static int writeLists(Partition partition, String name, int lists) {
        int stored = 0;
        for (int list = 0; list < lists; list++) {
            int size = 1 + list % 7;
            List<NewRecord> records = new ArrayList<>();
            for (int index = 0; index < size; index++) {
                records.add(StoreDisk.text(name + " " + list + " " + index + " " + size));
            }
            if (list % 10 == 9) {
                records.add(NewRecord.of(new byte[6000]));
                assertThrows(RecordTooLargeException.class, () -> partition.append(records));
            } else {
                Receipt receipt = partition.append(records);
                assertEquals(size, receipt.recordCount());
                assertTrue(partition.visibleEndOffset() >= receipt.offset() + size, "I3: acknowledged is visible");
                stored += size;
            }
        }
        return stored;
    }

    private static int readWhile(Partition partition, AtomicBoolean done) {
        int read = 0;
        try (Cursor cursor = partition.read(0)) {
            boolean last;
            do {
                last = done.get();
                while (cursor.next()) {
                    assertEquals(read++, cursor.record().offset());
                }
            } while (!last);
        }
        return read;
    }

    private static void checkTogether(List<String> values) {
        int at = 0;
        while (at < values.size()) {
            String[] first = values.get(at).split(" ");
            int size = Integer.parseInt(first[3]);
            for (int index = 0; index < size; index++) {
                assertEquals(first[0] + " " + first[1] + " " + index + " " + size, values.get(at + index));
            }
            at += size;
        }
    }

    /** An interrupt closes no file and harms no other thread (R8). */
    @ParameterizedTest
    @EnumSource
    void interruptedThreadsHarmNobody(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").with("segment.bytes", "5000"));
            List<CompletableFuture<Integer>> results = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int index = 0; index < 6; index++) {
                CompletableFuture<Integer> result = new CompletableFuture<>();
                Runnable work = index % 2 == 0 ? () -> append(topic, result) : () -> read(topic, result);
                results.add(result);
                threads.add(
                        index % 3 == 0
                                ? Thread.ofVirtual().start(work)
                                : Thread.ofPlatform().start(work));
            }
            while (!results.stream().allMatch(CompletableFuture::isDone)) {
                threads.forEach(Thread::interrupt);
                Thread.onSpinWait();
            }
            for (CompletableFuture<Integer> result : results) {
                result.get();
            }
            assertEquals(3 * 200, topic.partition(0).endOffset());
            assertEquals(3 * 200, StoreDisk.values(topic.partition(0)).size());
            varve.flush();
        }
    }

    private static void append(Topic topic, CompletableFuture<Integer> result) {
        try {
            for (int index = 0; index < 200; index++) {
                topic.append(StoreDisk.text("v" + index));
            }
            result.complete(200);
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    private static void read(Topic topic, CompletableFuture<Integer> result) {
        try {
            int read = 0;
            for (int round = 0; round < 30; round++) {
                try (Cursor cursor = topic.partition(0).read(0)) {
                    while (cursor.next()) {
                        read++;
                    }
                }
            }
            result.complete(read);
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }
}
