package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.error.UnexpectedOffsetException;
import io.varve.io.MemoryDisk;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The bound on hot memory, its back-pressure, and what a log does while it waits for memory. */
class HotMemoryTest {

    private static final int SMALL = HotMemory.SMALL_CHUNK_BYTES;
    private static final int LARGE = HotMemory.LARGE_CHUNK_BYTES;

    private final LogPlace place = new LogPlace("t", new UUID(0, 1), 0, Path.of("/t-0"));
    private final FailureLatch latch = new FailureLatch(place);
    private final CountDownLatch pressure = new CountDownLatch(1);
    private final HotMemory hot = new HotMemory(2L * LARGE, pressure::countDown);
    private final Tail tail = new Tail(new ReentrantLock(), 0);

    private static void fill(Tail tail, TailChunk chunk, long baseOffset) {
        tail.install(chunk);
        assertTrue(tail.tryAdd(baseOffset, TestStore.record("value"), 1, TimestampType.CREATE_TIME, 1 << 20));
        tail.seal();
    }

    private void spill(Tail of) {
        of.cut().forEach(run -> {
            of.spilled(run);
            hot.offer(run.chunk());
        });
    }

    private CompletableFuture<TailChunk> acquiring(int bytes) {
        CompletableFuture<TailChunk> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(hot.acquire(new Tail(new ReentrantLock(), 0), bytes, latch::check));
            } catch (StorageFailedException failure) {
                result.completeExceptionally(failure);
            }
        });
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return result;
    }

    @Test
    void chunksAreSmallLargeOrAsLargeAsOneBatchNeeds() {
        assertEquals(SMALL, hot.acquire(tail, 100, latch::check).capacity());
        assertEquals(SMALL, hot.acquire(tail, SMALL, latch::check).capacity());
        assertEquals(LARGE, hot.acquire(tail, SMALL + 1, latch::check).capacity());
        assertEquals(2L * SMALL + LARGE, hot.usedBytes());
    }

    @Test
    void memoryThatIsGivenBackIsUsedAgain() {
        TailChunk first = hot.acquire(tail, 100, latch::check);
        ByteBuffer bytes = first.bytes;
        hot.release(first);
        assertEquals(0, hot.usedBytes());
        TailChunk second = hot.acquire(tail, 100, latch::check);
        assertSame(bytes, second.bytes);
        assertNotSame(first, second);
    }

    @Test
    void aBatchLargerThanTheBoundIsLetInAlone() throws Exception {
        TailChunk first = hot.acquire(tail, 100, latch::check);
        CompletableFuture<TailChunk> huge = acquiring(3 * LARGE);
        assertTrue(pressure.await(10, TimeUnit.SECONDS));
        assertEquals(false, huge.isDone());
        hot.release(first);
        assertEquals(3 * LARGE, huge.get(10, TimeUnit.SECONDS).capacity());
    }

    @Test
    void aWriterWaitsForTheSpillAndTakesWhatWasSpilled() throws Exception {
        fill(tail, hot.acquire(tail, LARGE, latch::check), 0);
        Tail other = new Tail(new ReentrantLock(), 0);
        fill(other, hot.acquire(other, LARGE, latch::check), 0);
        CompletableFuture<TailChunk> waiting = acquiring(LARGE);
        assertTrue(pressure.await(10, TimeUnit.SECONDS));
        assertEquals(false, waiting.isDone());
        spill(other);
        waiting.get(10, TimeUnit.SECONDS);
        assertEquals(Tail.NOTHING, other.startOffset());
        assertEquals(0, tail.startOffset());
        assertEquals(2L * LARGE, hot.usedBytes());
    }

    @Test
    void aChunkThatIsBeingReadIsTakenAfterTheCopy() throws Exception {
        TailChunk read = hot.acquire(tail, LARGE, latch::check);
        fill(tail, read, 0);
        hot.acquire(new Tail(new ReentrantLock(), 0), LARGE, latch::check);
        assertTrue(read.pin());
        spill(tail);
        CompletableFuture<TailChunk> waiting = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> waiting.complete(hot.acquire(tail, LARGE, latch::check)));
        for (int i = 0; i < 10_000; i++) {
            assertEquals(false, waiting.isDone());
        }
        read.unpin();
        waiting.get(10, TimeUnit.SECONDS);
        assertEquals(false, read.pin());
    }

    @Test
    void aSmallWishWaitsBehindALargeOne() throws Exception {
        TailChunk first = hot.acquire(tail, LARGE, latch::check);
        TailChunk second = hot.acquire(tail, SMALL, latch::check);
        CompletableFuture<TailChunk> large = acquiring(3 * LARGE);
        CompletableFuture<TailChunk> small = acquiring(SMALL);
        assertEquals(false, small.isDone());
        hot.release(first);
        assertEquals(false, small.isDone());
        hot.release(second);
        TailChunk alone = large.get(10, TimeUnit.SECONDS);
        assertEquals(false, small.isDone());
        hot.release(alone);
        small.get(10, TimeUnit.SECONDS);
        assertEquals(SMALL, hot.usedBytes());
    }

    @Test
    void thoseWhoWaitForAFailedLogAreToldAndLetTheOthersOn() {
        hot.acquire(tail, LARGE, latch::check);
        hot.acquire(tail, LARGE, latch::check);
        CompletableFuture<TailChunk> first = acquiring(LARGE);
        CompletableFuture<TailChunk> second = acquiring(SMALL);
        latch.set(TestStore.failure(Path.of("/t-0/log"), "write"));
        hot.wakeAll();
        for (CompletableFuture<TailChunk> waiting : java.util.List.of(first, second)) {
            ExecutionException told = assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS));
            assertInstanceOf(StorageFailedException.class, told.getCause());
        }
        assertEquals(2L * LARGE, hot.usedBytes());
    }

    private static DiskRoom room() {
        MemoryDisk disk = new MemoryDisk(1 << 20);
        disk.createDirectories(Path.of("/store"));
        return new DiskRoom(disk, Path.of("/store"), new StillWorkers(), new DiskRoom.Told() {
            @Override
            public void full() {
                throw new AssertionError("there is room");
            }

            @Override
            public void lookSoon() {
                throw new AssertionError("there is room");
            }
        });
    }

    /** Memory with nothing in it is never spilled, so that nobody could take it back. */
    @Test
    void anAppendThatIsRefusedAfterItWaitedForMemoryKeepsNone() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        HotMemory tight = new HotMemory(SMALL + LARGE, asked::countDown);
        Sequencer log = new Sequencer(place, tight, latch, room(), 0, (endOffset, unspilledBytes) -> {});
        String large = "v".repeat(40_000);
        TailChunk others = tight.acquire(tail, LARGE, latch::check);
        append(log, large, Sequencer.ANY_OFFSET);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().daemon().start(() -> {
            try {
                append(log, large, 1);
                outcome.complete(new AssertionError("the append was taken"));
            } catch (UnexpectedOffsetException refused) {
                outcome.complete(refused);
            }
        });
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        append(log, "small", Sequencer.ANY_OFFSET);
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        tight.release(others);
        assertInstanceOf(UnexpectedOffsetException.class, outcome.get(10, TimeUnit.SECONDS));
        assertEquals(SMALL, tight.usedBytes());
    }

    private static void append(Sequencer log, String value, long expectedOffset) {
        log.append(
                TestStore.record(value), 1, TimestampType.CREATE_TIME, value.length() + 101, 1 << 20, expectedOffset);
    }
}
