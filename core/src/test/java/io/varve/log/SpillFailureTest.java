package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.io.DiskFile;
import io.varve.record.Durability;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What those who write, wait, read and close see of a disk that fails. */
class SpillFailureTest {

    private static final String BIG = "b".repeat(5_000);

    /** Room for four large chunks and two small ones, so that a small one that is given back is used again. */
    private final TestStore store = new TestStore((4 << 20) + (128 << 10));

    @Test
    void sealedSegmentsGiveTheirHandlesBackAlsoWhereEachForceEndsAtARoll() {
        PartitionLog log = store.open("a", TestStore.config(Durability.DISK, 1_000));
        for (int i = 0; i < 600; i++) {
            TestStore.append(log, "v".repeat(900), Durability.OS);
            log.flush();
        }
        assertEquals(600, log.segmentCount());
        assertTrue(store.disk.openFiles() <= 520, store.disk.openFiles() + " files are open");
        store.logs.close();
        assertEquals(0, store.disk.openFiles());
    }

    @Test
    void aFailedWriteIsToldToAllWhoWaitAndNothingIsAcknowledged() {
        PartitionLog log = store.open("a", Durability.OS);
        TestStore.append(log, "kept", Durability.OS);
        store.fail("write", ".log");
        long end = log.append(TestStore.record("lost"), TestStore.ANY).endOffset();
        AtomicReference<@Nullable RuntimeException> told = new AtomicReference<>();
        log.whenReached(end, Durability.OS, told::set);
        assertThrows(StorageFailedException.class, () -> log.commit(end, Durability.OS));
        assertInstanceOf(StorageFailedException.class, told.get());
        store.disk.unhook();
        assertThrows(StorageFailedException.class, () -> log.commit(end, Durability.OS));
        assertThrows(StorageFailedException.class, () -> log.append(TestStore.record("later"), TestStore.ANY));
        assertEquals(1, log.visibleEndOffset());
        assertEquals(List.of("kept"), TestStore.read(log, 0));
        AtomicReference<@Nullable RuntimeException> toldLate = new AtomicReference<>();
        log.whenReached(end, Durability.DISK, toldLate::set);
        assertInstanceOf(StorageFailedException.class, toldLate.get());
    }

    @Test
    void whatAFailedForceLeftUndurableIsNeverCalledDurable() {
        PartitionLog log = store.open("a", Durability.DISK);
        TestStore.append(log, "kept", Durability.DISK);
        store.fail("force", ".log");
        log.append(TestStore.record("lost"), TestStore.ANY);
        assertThrows(StorageFailedException.class, log::flush);
        store.disk.unhook();
        assertThrows(StorageFailedException.class, log::flush);
        assertEquals(1, log.durableEndOffset());
        assertEquals(1, log.visibleEndOffset());
    }

    @Test
    void whatAFailureTookDoesNotBecomeVisibleByAnotherDurability() {
        PartitionLog log = store.open("a", Durability.OS);
        store.fail("write", ".log");
        assertThrows(StorageFailedException.class, () -> TestStore.append(log, "lost", Durability.OS));
        store.disk.unhook();
        log.alter(TestStore.config(Durability.MEMORY, 1 << 20));
        assertEquals(0, log.visibleEndOffset());
        assertEquals(List.of(), TestStore.read(log, 0));
    }

    @Test
    void closingAFailedLogGivesItsFilesAndItsMemoryBack() {
        PartitionLog failing = store.open("a", Durability.OS);
        PartitionLog other = store.open("b", Durability.MEMORY);
        store.fail("write", ".log");
        assertThrows(StorageFailedException.class, () -> TestStore.append(failing, BIG, Durability.OS));
        store.disk.unhook();
        store.discard(failing);
        fillMemory(other);
        store.logs.close();
        assertEquals(0, store.disk.openFiles());
    }

    @Test
    void aLogWhoseFilesCannotBeClosedGivesItsMemoryBackAllTheSame() {
        PartitionLog failing = store.open("a", Durability.MEMORY);
        PartitionLog other = store.open("b", Durability.MEMORY);
        for (int i = 0; i < 300; i++) {
            failing.append(TestStore.record(BIG), TestStore.ANY);
        }
        store.disk.hook((verb, path) -> {
            if (path.toString().contains("a-0")) {
                throw TestStore.failure(path, verb);
            }
        });
        store.discard(failing);
        assertThrows(ClosedException.class, () -> failing.append(TestStore.record("late"), TestStore.ANY));
        fillMemory(other);
    }

    /** Fills the store's memory through one log, spilling by hand what nobody else spills here. */
    private static void fillMemory(PartitionLog log) {
        for (int i = 0; i < 1_600; i++) {
            log.append(TestStore.record(BIG), TestStore.ANY);
            log.commit(log.endOffset(), Durability.OS);
        }
    }

    /**
     * A force fails while another thread is writing the next batches: their memory must not be used for another log
     * before that write is over.
     */
    @Test
    void aWriteUnderWayStoresItsOwnLogsBytesWhateverFailsMeanwhile() throws InterruptedException {
        PartitionLog log = store.open("a", Durability.OS);
        PartitionLog other = store.open("b", Durability.OS);
        Gate force = new Gate();
        Gate write = new Gate();
        TestStore.append(log, "first", Durability.OS);
        store.disk.hook((verb, path) -> {
            if (path.equals(store.file("a", 0, ".log"))) {
                if (verb.equals("force")) {
                    force.pass();
                    throw TestStore.failure(path, verb);
                }
                if (verb.equals("write")) {
                    write.pass();
                }
            }
        });
        Thread forcing = start(log::flush);
        force.awaitArrival();
        log.append(TestStore.record("a".repeat(5_000)), TestStore.ANY);
        Thread writing = start(() -> log.commit(2, Durability.OS));
        write.awaitArrival();
        CountDownLatch told = new CountDownLatch(1);
        log.whenReached(2, Durability.DISK, failure -> told.countDown());
        force.open();
        told.await();
        while (forcing.isAlive() && forcing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        fillMemory(other);
        for (String topic : List.of("c", "d")) { // they begin with small chunks, as this log did
            store.open(topic, Durability.MEMORY).append(TestStore.record(BIG), TestStore.ANY);
        }
        write.open();
        forcing.join();
        writing.join();
        String stored = content("a");
        assertTrue(stored.contains("a".repeat(5_000)));
        assertFalse(stored.contains("bbbb"), "bytes of another log are in its segment");
    }

    private String content(String topic) {
        try (DiskFile file = store.disk.openRead(store.file(topic, 0, ".log"))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return new String(bytes.array(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A write that failed in its second run has left the first one in the file: the checkpoint must not count it. */
    @Test
    void aForceBehindAFailedWriteCountsNothingOfIt() throws InterruptedException {
        PartitionLog log = store.open("a", TestStore.config(Durability.DISK, 6_000));
        TestStore.append(log, "first", Durability.OS);
        long sizeBytes = log.marks().recoveryPositionBytes();
        log.append(TestStore.record("a".repeat(5_000)), TestStore.ANY);
        log.append(TestStore.record("a".repeat(5_000)), TestStore.ANY);
        Gate create = new Gate();
        store.disk.hook((verb, path) -> {
            if (verb.equals("create")) {
                create.pass();
                throw TestStore.failure(path, verb);
            }
        });
        Thread writing = start(() -> log.commit(3, Durability.OS));
        create.awaitArrival();
        Thread forcing = start(log::flush);
        while (forcing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        create.open();
        writing.join();
        forcing.join();
        LogMarks marks = log.marks();
        assertEquals(0, marks.recoveryOffset());
        assertEquals(sizeBytes, marks.recoveryPositionBytes());
    }

    @Test
    void afterAFailureTheLogOpensWithAllThatWasAcknowledged() {
        for (String verb : List.of("write", "force", "create", "forceDirectory")) {
            TestStore fresh = new TestStore();
            PartitionLog log = fresh.open("a", TestStore.config(Durability.DISK, 6_000));
            TestStore.append(log, "first", Durability.DISK);
            fresh.disk.hook((present, path) -> {
                if (present.equals(verb) && path.startsWith(fresh.place("a").folder())) {
                    throw TestStore.failure(path, present);
                }
            });
            assertThrows(StorageFailedException.class, () -> {
                TestStore.append(log, BIG, Durability.DISK);
                TestStore.append(log, BIG, Durability.DISK);
                log.flush();
            });
            long acknowledged = log.durableEndOffset();
            fresh.disk.unhook();
            fresh.reopen();
            PartitionLog again = fresh.open("a", TestStore.config(Durability.DISK, 6_000));
            fresh.logs.opened();
            assertTrue(again.endOffset() >= acknowledged, verb);
            assertEquals("first", TestStore.read(again, 0).getFirst(), verb);
            TestStore.append(again, "goes on", Durability.DISK);
            assertEquals("goes on", TestStore.read(again, 0).getLast(), verb);
        }
    }

    @Test
    void aCommitOfWhatIsDurableSucceedsOnAFailedLog() {
        PartitionLog log = store.open("a", Durability.DISK);
        TestStore.append(log, "kept", Durability.DISK);
        store.fail("write", ".log");
        assertThrows(StorageFailedException.class, () -> TestStore.append(log, "lost", Durability.OS));
        log.commit(1, Durability.DISK);
        AtomicReference<@Nullable RuntimeException> told = new AtomicReference<>(new RuntimeException("not told"));
        log.whenReached(1, Durability.DISK, told::set);
        assertNull(told.get());
    }

    /** What comes through is left to the log to report: these threads only make it happen. */
    private static Thread start(Runnable step) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                step.run();
                outcome.complete(null);
            } catch (StorageFailedException failure) {
                outcome.completeExceptionally(failure);
            }
        });
    }

    /** A door that one thread waits at and another opens. */
    static final class Gate {
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        void pass() {
            arrived.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void awaitArrival() throws InterruptedException {
            arrived.await();
        }

        void open() {
            opened.countDown();
        }
    }
}
