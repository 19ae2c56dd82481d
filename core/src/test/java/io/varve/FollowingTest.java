package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers that wait at the end of a partition. */
class FollowingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    /** Far below how long a reader waits at most, far above what a wake-up takes. */
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    private Path temporary;

    /**
     * Each record is appended only when every reader has had the one before, so that a wake-up that is lost is seen:
     * its reader comes only when its time is over.
     */
    @ParameterizedTest
    @EnumSource
    void noWakeUpIsLost(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            follow(varve, Executors.newVirtualThreadPerTaskExecutor(), "virtual", 3000);
            follow(varve, Executors.newCachedThreadPool(), "platform", 3000);
        }
    }

    private static void follow(Varve varve, ExecutorService executor, String name, int records) throws Exception {
        int readers = 4;
        Partition partition = varve.createTopic(TopicSpec.of(name).with("durability", "memory"))
                .partition(0);
        List<AtomicLong> positions =
                IntStream.range(0, readers).mapToObj(index -> new AtomicLong()).toList();
        try (ExecutorService threads = executor) {
            List<Future<Long>> slowest = new ArrayList<>();
            for (AtomicLong position : positions) {
                slowest.add(threads.submit(() -> read(partition, position, records)));
            }
            for (int index = 0; index < records; index++) {
                int expected = index;
                StoreDisk.await(
                        () -> positions.stream().allMatch(position -> position.get() == expected),
                        "every reader has record " + expected + ": " + positions);
                partition.append(StoreDisk.text("v" + index));
            }
            for (Future<Long> reader : slowest) {
                assertTrue(reader.get() < LATE_NANOS, "a wake-up was lost");
            }
        }
    }

    private static long read(Partition partition, AtomicLong position, int records) {
        long slowestNanos = 0;
        try (Cursor cursor = partition.read(0)) {
            while (position.get() < records) {
                long begin = System.nanoTime();
                assertTrue(cursor.await(LONG));
                slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
                while (cursor.next()) {
                    assertEquals("v" + position.get(), StoreDisk.text(cursor.record()));
                    position.incrementAndGet();
                }
            }
        }
        return slowestNanos;
    }

    @ParameterizedTest
    @EnumSource
    void closingTheCursorEndsItsWait(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            for (int round = 0; round < 50; round++) {
                Cursor cursor = partition.read(0);
                Waiting waiting = Waiting.on(cursor);
                if (round % 2 == 0) {
                    waiting.awaitParked();
                }
                cursor.close();
                waiting.assertEndsWith(ClosedException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheStoreEndsEveryWait(StoreDisk kind) throws Exception {
        Varve varve = kind.open(temporary);
        Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
        List<Waiting> waiting = new ArrayList<>();
        for (int reader = 0; reader < 20; reader++) {
            waiting.add(Waiting.on(partition.read(0)));
        }
        waiting.getFirst().awaitParked();
        varve.close();
        for (Waiting reader : waiting) {
            reader.assertEndsWith(ClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletingTheTopicEndsEveryWait(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            Waiting waiting = Waiting.on(partition.read(0));
            waiting.awaitParked();
            varve.deleteTopic("orders");
            waiting.assertEndsWith(ClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void waitingEndsWithItsTimeAndItsLimits(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            try (Cursor cursor = partition.read(ReadOptions.from(0).to(1))) {
                for (int poll = 0; poll < 20_000; poll++) {
                    assertFalse(cursor.await(Duration.ZERO));
                }
                assertFalse(cursor.await(Duration.ofMillis(2)));
                partition.append(StoreDisk.text("v0"));
                assertTrue(cursor.await(LONG));
                assertTrue(cursor.next());
                assertFalse(cursor.await(LONG), "nothing can come behind the limit");
            }
            try (Cursor cursor = partition.read(ReadOptions.from(1).maxRecords(0))) {
                assertFalse(cursor.await(LONG));
            }
            try (Cursor cursor = partition.read(0)) {
                assertTrue(cursor.await(Duration.ofSeconds(Long.MAX_VALUE)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitAndNothingElse(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            CompletableFuture<Boolean> flagKept = new CompletableFuture<>();
            Cursor cursor = partition.read(0);
            Thread reader = Thread.ofPlatform().start(() -> {
                boolean found = cursor.await(LONG);
                flagKept.complete(!found && Thread.interrupted());
            });
            StoreDisk.await(() -> reader.getState() == Thread.State.WAITING, "the reader waits");
            reader.interrupt();
            assertTrue(flagKept.get(10, TimeUnit.SECONDS));
            partition.append(StoreDisk.text("v0"));
            assertTrue(cursor.await(LONG));
            assertTrue(cursor.next());
            cursor.close();
        }
    }

    /**
     * A record acknowledged with less than the topic promises is seen as soon as it has that, without a further call.
     */
    @ParameterizedTest
    @EnumSource
    void whatWasAcknowledgedInMemoryBecomesVisibleByItself(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            for (String durability : List.of("disk", "os")) {
                Partition partition = varve.createTopic(TopicSpec.of(durability).with("durability", durability))
                        .partition(0);
                try (Cursor cursor = partition.read(0)) {
                    for (int index = 0; index < 20; index++) {
                        partition.append(
                                StoreDisk.text("v" + index), AppendOptions.reaching(io.varve.record.Durability.MEMORY));
                        assertTrue(cursor.await(LONG), durability);
                        assertTrue(cursor.next());
                        assertTrue(partition.visibleEndOffset() > index);
                    }
                }
            }
        }
    }

    /** A thread that waits for a record. */
    private record Waiting(Thread thread, CompletableFuture<Boolean> answer) {

        static Waiting on(Cursor cursor) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    answer.complete(cursor.await(LONG));
                } catch (RuntimeException failure) {
                    answer.completeExceptionally(failure);
                }
            });
            return new Waiting(thread, answer);
        }

        void awaitParked() {
            StoreDisk.await(() -> thread.getState() == Thread.State.WAITING, "the reader waits");
        }

        void assertEndsWith(Class<? extends RuntimeException> type) {
            ExecutionException end = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
            assertEquals(type, end.getCause().getClass());
        }
    }
}
