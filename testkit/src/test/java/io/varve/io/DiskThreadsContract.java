package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreLockedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every disk promises to threads: sharing, and that an interrupt neither fails a verb nor closes a file. */
interface DiskThreadsContract extends DiskUnderTest {

    @Test
    default void everyVerbWorksInAnInterruptedPlatformThread() throws Exception {
        await(List.of(started(Thread.ofPlatform(), this::everyVerbInterrupted)));
    }

    @Test
    default void everyVerbWorksInAnInterruptedVirtualThread() throws Exception {
        await(List.of(started(Thread.ofVirtual(), this::everyVerbInterrupted)));
    }

    private boolean everyVerbInterrupted() {
        Thread.currentThread().interrupt();
        disk().createDirectories(at("d/e"));
        interruptIsKept();
        try (DiskLock _ = disk().lock(at("LOCK"), "interrupted");
                DiskFile file = disk().create(at("f"), 0)) {
            interruptIsKept();
            file.writeFully(0, bytes("hello"));
            interruptIsKept();
            file.force(false);
            file.force(true);
            interruptIsKept();
            assertEquals("hello", text(file));
            interruptIsKept();
            file.truncate(4);
            assertEquals(4, file.sizeBytes());
            interruptIsKept();
            disk().rename(at("f"), at("d/g"));
            disk().forceDirectory(at("d"));
            interruptIsKept();
            file.writeFully(4, bytes("!"));
        }
        interruptIsKept();
        try (DiskFile reader = disk().openRead(at("d/g"));
                DiskFile writer = disk().openWrite(at("d/g"))) {
            writer.writeFully(0, bytes("H"));
            assertEquals("Hell!", text(reader));
        }
        assertTrue(disk().exists(at("d/g")));
        assertEquals(List.of("e", "g"), disk().list(at("d")));
        assertTrue(disk().usableBytes(folder()) > 0);
        interruptIsKept();
        disk().delete(at("d/g"));
        interruptIsKept();
        return true;
    }

    private static void interruptIsKept() {
        assertTrue(Thread.currentThread().isInterrupted(), "the interrupt was lost");
    }

    @Test
    default void interruptsInTheMidstOfVerbsDisturbNobody() throws Exception {
        try (DiskFile file = disk().create(at("f"), 0)) {
            AtomicBoolean ended = new AtomicBoolean();
            List<Running<Boolean>> victims = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                long start = i * 10_000L;
                Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                victims.add(started(kind, () -> rewritesItsRange(file, start)));
            }
            Running<Boolean> interrupter = started(Thread.ofPlatform(), () -> {
                while (!ended.get()) {
                    victims.forEach(victim -> victim.thread().interrupt());
                    Thread.onSpinWait();
                }
                return true;
            });
            try {
                await(victims);
            } finally {
                ended.set(true);
            }
            await(List.of(interrupter));
            assertEquals(40_000, file.sizeBytes());
        }
    }

    private boolean rewritesItsRange(DiskFile file, long start) {
        ByteBuffer written = ByteBuffer.allocateDirect(10_000);
        ByteBuffer read = ByteBuffer.allocateDirect(10_000);
        for (int round = 1; round <= 50; round++) {
            while (written.hasRemaining()) {
                written.put((byte) round);
            }
            file.writeFully(start, written.flip());
            file.force(false);
            assertEquals(10_000, file.readFully(start, read.clear()));
            assertEquals(written.flip(), read.flip());
            disk().forceDirectory(folder());
        }
        return true;
    }

    /** One writer appends numbers and publishes how many; readers that see the count find the numbers. */
    @Test
    default void readersFindWhatAWriterPublished() throws Exception {
        try (DiskFile file = disk().create(at("f"), 0)) {
            int numbers = 20_000;
            AtomicLong published = new AtomicLong();
            CountDownLatch ready = new CountDownLatch(3);
            List<Running<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(started(Thread.ofPlatform(), () -> {
                    ready.countDown();
                    ready.await();
                    return readsWhatIsPublished(file, published, numbers);
                }));
            }
            running.add(started(Thread.ofPlatform(), () -> {
                ready.countDown();
                ready.await();
                ByteBuffer number = ByteBuffer.allocateDirect(Long.BYTES * 10);
                for (long n = 0; n < numbers; n += 10) {
                    for (int i = 0; i < 10; i++) {
                        number.putLong(i * Long.BYTES, n + i);
                    }
                    file.writeFully(n * Long.BYTES, number.clear());
                    published.set(n + 10);
                }
                return true;
            }));
            await(running);
        }
    }

    private static boolean readsWhatIsPublished(DiskFile file, AtomicLong published, int numbers) {
        ByteBuffer number = ByteBuffer.allocateDirect(Long.BYTES);
        long count = 0;
        while (count < numbers) {
            count = published.get();
            for (long n = Math.max(0, count - 3); n < count; n++) {
                assertEquals(Long.BYTES, file.readFully(n * Long.BYTES, number.clear()));
                assertEquals(n, number.getLong(0));
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    default void writersOfDistinctRangesLoseNothing() throws Exception {
        try (DiskFile file = disk().create(at("f"), 0)) {
            int writers = 4;
            List<Running<Boolean>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                running.add(started(Thread.ofPlatform(), () -> {
                    for (int block = writer; block < 2000; block += writers) {
                        file.writeFully(block * 333L, ByteBuffer.allocate(333).putInt(0, block));
                    }
                    return true;
                }));
            }
            await(running);
            ByteBuffer all = ByteBuffer.allocate(2000 * 333 + 1);
            assertEquals(2000 * 333, file.readFully(0, all));
            for (int block = 0; block < 2000; block++) {
                assertEquals(block, all.getInt(block * 333));
            }
        }
    }

    @Test
    default void oneOfManyTakersGetsTheLock() throws Exception {
        AtomicLong holders = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        List<Running<Boolean>> running = new ArrayList<>();
        Path path = at("LOCK");
        for (int i = 0; i < 4; i++) {
            running.add(started(Thread.ofPlatform(), () -> {
                for (int round = 0; round < 100; round++) {
                    try (DiskLock _ = disk().lock(path, "taker")) {
                        assertEquals(1, holders.incrementAndGet());
                        holders.decrementAndGet();
                        taken.incrementAndGet();
                    } catch (StoreLockedException heldByAnother) {
                        Thread.onSpinWait();
                    }
                }
                return true;
            }));
        }
        await(running);
        assertTrue(taken.get() > 0);
    }

    /** A task and the thread that runs it. */
    record Running<T>(Thread thread, FutureTask<T> task) {}

    private static <T> Running<T> started(Thread.Builder kind, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        return new Running<>(kind.start(task), task);
    }

    private static void await(List<Running<Boolean>> running) throws InterruptedException, ExecutionException {
        for (Running<Boolean> one : running) {
            assertTrue(one.task().get());
        }
    }
}
