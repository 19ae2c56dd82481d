package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.io.Clock;
import io.varve.io.Entropy;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.log.HookedDisk;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of cursors, appenders and waits: by their own thread, by another one, and by the store. */
class CursorEndTest {

    private final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 28));
    private Varve varve = open();

    private Varve open() {
        Surroundings surroundings = new Surroundings(disk, Clock.system(), Entropy.system(), Workers.platform());
        return StoreOpening.open(Path.of("/store"), StoreOptions.DEFAULT, surroundings);
    }

    @BeforeEach
    void fill() {
        for (String name : new String[] {"a", "b"}) {
            Topic topic = varve.createTopic(TopicSpec.of(name));
            List<NewRecord> records = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                records.add(NewRecord.of(name, name + i));
            }
            topic.partition(0).append(records);
        }
        varve.close();
        varve = open(); // so that reading goes to the files
    }

    @AfterEach
    void close() {
        varve.close();
    }

    @Test
    void aClosedCursorGivesNothingMoreAndNothingOfOthers() {
        Cursor closed = varve.topic("a").partition(0).read(0);
        assertTrue(closed.next());
        closed.close();
        try (Cursor other = varve.topic("b").partition(0).read(0)) {
            assertTrue(other.next());
            assertThrows(ClosedException.class, closed::record);
            assertThrows(ClosedException.class, closed::next);
            assertThrows(ClosedException.class, () -> closed.await(Duration.ZERO));
            closed.close();
            assertEquals("b0", text(other.record()));
        }
    }

    private static String text(Record record) {
        byte[] value = record.valueArray();
        return value == null ? "" : new String(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The buffer of a cursor that is just being moved for the first time must not go to another cursor. */
    @Test
    void closingACursorThatAnotherThreadIsMovingGivesNobodyItsBuffer() throws Exception {
        Cursor cursor = varve.topic("a").partition(0).read(0);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        disk.hook((verb, path) -> {
            if (verb.equals("read")
                    && path.toString().contains("/a-0/")
                    && path.toString().endsWith(".log")) {
                reading.countDown();
                await(goOn);
            }
        });
        CompletableFuture<List<String>> moved = CompletableFuture.supplyAsync(() -> {
            List<String> seen = new ArrayList<>();
            try {
                while (cursor.next()) {
                    seen.add(text(cursor.record()));
                }
            } catch (ClosedException expected) {
                seen.add("closed");
            }
            return seen;
        });
        assertTrue(reading.await(10, TimeUnit.SECONDS));
        cursor.close();
        try (Cursor other = varve.topic("b").partition(0).read(0)) {
            assertTrue(other.next());
            goOn.countDown();
            List<String> seen = moved.get(10, TimeUnit.SECONDS);
            seen.remove("closed");
            for (int i = 0; i < seen.size(); i++) {
                assertEquals("a" + i, seen.get(i));
            }
            assertEquals("b0", text(other.record()));
            for (int i = 1; i < 100; i++) {
                assertTrue(other.next());
                assertEquals("b" + i, text(other.record()));
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void closingEndsAWaitOfAnotherThread() throws Exception {
        Cursor cursor = varve.topic("a").partition(0).read(100);
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return cursor.await(Duration.ofDays(1));
            } catch (ClosedException expected) {
                return false;
            }
        });
        cursor.close();
        assertFalse(waiting.get(10, TimeUnit.SECONDS));
    }

    @Test
    void closingTheStoreAndDeletingTheTopicEndWaits() throws Exception {
        Cursor ofDeleted = varve.topic("a").partition(0).read(100);
        Cursor ofClosed = varve.topic("b").partition(0).read(100);
        CompletableFuture<Boolean> deleted = waiting(ofDeleted);
        CompletableFuture<Boolean> closed = waiting(ofClosed);
        varve.deleteTopic("a");
        assertThrows(Exception.class, () -> deleted.get(10, TimeUnit.SECONDS));
        varve.close();
        assertThrows(Exception.class, () -> closed.get(10, TimeUnit.SECONDS));
        assertTrue(deleted.isCompletedExceptionally());
        assertTrue(closed.isCompletedExceptionally());
        assertThrows(ClosedException.class, ofClosed::next);
    }

    private static CompletableFuture<Boolean> waiting(Cursor cursor) {
        return CompletableFuture.supplyAsync(() -> cursor.await(Duration.ofDays(1)));
    }

    @Test
    void anyDurationCanBeWaited() {
        try (Cursor cursor = varve.topic("a").partition(0).read(100)) {
            assertFalse(cursor.await(Duration.ofSeconds(Long.MIN_VALUE)));
            assertFalse(cursor.await(Duration.ZERO));
            varve.topic("a").append(NewRecord.of("k", "v"));
            assertTrue(cursor.await(Duration.ofSeconds(Long.MAX_VALUE)));
        }
    }

    @Test
    void anyLingerCanBeAskedFor() {
        AppenderOptions options = AppenderOptions.DEFAULT.linger(Duration.ofSeconds(Long.MAX_VALUE));
        try (Appender appender = varve.topic("a").appender(options)) {
            CompletableFuture<Receipt> future = appender.append(NewRecord.of("k", "v"));
            appender.flush();
            assertEquals(100, future.join().offset());
        }
    }

    @Test
    void anAppenderThatIsFlushedByItsOwnCallbackSaysSo() throws Exception {
        try (Appender appender = varve.topic("a").appender(AppenderOptions.DEFAULT)) {
            CompletableFuture<Void> flushed =
                    appender.append(NewRecord.of("k", "v")).thenRun(appender::flush);
            CompletableFuture<Receipt> second = appender.append(NewRecord.of("k", "v"));
            Exception refused = assertThrows(Exception.class, () -> flushed.get(10, TimeUnit.SECONDS));
            assertTrue(refused.getCause() instanceof IllegalStateException, refused::toString);
            assertEquals(101, second.get(10, TimeUnit.SECONDS).offset());
        }
    }

    @Test
    void anAppenderMayBeClosedByItsOwnCallback() throws Exception {
        Appender appender = varve.topic("a").appender(AppenderOptions.DEFAULT);
        CompletableFuture<Void> closed = appender.append(NewRecord.of("k", "v")).thenRun(appender::close);
        CompletableFuture<Receipt> second = appender.append(NewRecord.of("k", "v"));
        closed.get(10, TimeUnit.SECONDS);
        assertEquals(101, second.get(10, TimeUnit.SECONDS).offset());
        assertThrows(ClosedException.class, () -> appender.append(NewRecord.of("k", "v")));
    }
}
