package io.varve.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Clock;
import io.varve.io.Entropy;
import io.varve.io.Failures;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The group commit: everybody who waits is told once, and what was told is there after a crash. */
class JournalTest {

    private static final int NEVER_LARGE = Integer.MAX_VALUE;

    private final JournalGround ground = new JournalGround();
    private final Workers workers = Workers.platform();
    private final AtomicReference<Runnable> onWish = new AtomicReference<>(() -> {});
    private final Journal journal = new Journal(
            new Surroundings(ground.disk, Clock.system(), Entropy.system(), workers),
            JournalGround.FOLDER,
            JournalGround.SIZES,
            ground.read(Optional.empty()),
            new Failures(Clock.system()),
            () -> onWish.get().run());

    private final List<TestSource> sources = new ArrayList<>();

    @AfterEach
    void everybodyIsToldOnce() {
        ground.disk.unhook();
        journal.close(false);
        workers.close();
        for (TestSource source : sources) {
            for (TestSource.Waiter waiter : source.all) {
                assertEquals(1, waiter.tellings.get(), source.log + " up to " + waiter.endOffset);
            }
        }
        assertEquals(0, ground.disk.openFiles());
    }

    private TestSource source(int bytesEach, int largeFrom) {
        TestSource source = new TestSource(journal, sources.size(), bytesEach, largeFrom);
        sources.add(source);
        return source;
    }

    /** What the journal holds of each source is one run from 0 up to what was committed, byte for byte. */
    private void checkRecovered() {
        long[] ends = new long[sources.size()];
        for (JournalGround.Told told : ground.recover(Optional.of(journal.mark(0)))) {
            JournalEntry entry = told.entry();
            int index = entry.log().partition();
            if (entry.kind() == EntryKind.BATCHES) {
                assertTrue(entry.fromOffset() <= ends[index], () -> "a hole before " + entry);
                StringBuilder expected = new StringBuilder();
                for (long offset = entry.fromOffset(); offset < entry.endOffset(); offset++) {
                    expected.append(("%-" + sources.get(index).bytesEach + "d").formatted(offset));
                }
                assertEquals(expected.toString(), told.text());
                ends[index] = Math.max(ends[index], entry.endOffset());
            }
        }
        for (int i = 0; i < ends.length; i++) {
            assertTrue(ends[i] >= sources.get(i).committed(), "source " + i + " lost " + ends[i]);
        }
    }

    private void freeWhenFull() {
        onWish.set(() -> Thread.ofPlatform().start(() -> journal.release(journal.nextSequence(), List.of())));
    }

    private static StorageFailedException failure(Path path, String verb, Kind kind) {
        return new StorageFailedException(path, verb, -1, kind, "told to fail");
    }

    /** Fails a verb on journal files so many times. */
    private void fail(String verb, Kind kind, int times) {
        AtomicInteger left = new AtomicInteger(times);
        ground.disk.hook((present, path) -> {
            if (present.equals(verb) && path.toString().endsWith(".wal") && left.getAndDecrement() > 0) {
                throw failure(path, verb, kind);
            }
        });
    }

    @Test
    void aLoneWriterIsServedWithOneWriteAndOneForce() {
        TestSource source = source(10, NEVER_LARGE);
        assertNull(source.reach(1));
        List<String> verbs = new ArrayList<>();
        ground.disk.hook((verb, path) -> verbs.add(verb));
        assertNull(source.reach(3));
        assertEquals(List.of("write", "force"), verbs);
        checkRecovered();
    }

    @Test
    void manyWritersAreAllServed() throws InterruptedException {
        freeWhenFull();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger failures = new AtomicInteger();
        for (int i = 0; i < 4; i++) {
            TestSource source = source(20 + 300 * i, NEVER_LARGE);
            for (int writer = 0; writer < 3; writer++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 150; round++) {
                        failures.addAndGet(source.reach(1) == null ? 0 : 1);
                    }
                }));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, failures.get());
        sources.forEach(source -> assertEquals(450, source.committed()));
        assertTrue(ground.sizeBytes() <= JournalGround.SIZES.journalBytesMax());
    }

    /** What gathers while one force is under way is one more force. */
    @Test
    void thoseWhoComeDuringAForceShareTheNextOne() throws InterruptedException {
        TestSource first = source(10, NEVER_LARGE);
        assertNull(first.reach(1));
        CountDownLatch forcing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger forces = new AtomicInteger();
        ground.disk.hook((verb, path) -> {
            boolean isCommit = verb.equals("force") && path.equals(JournalGround.path(0)); // and no file in the making
            if (isCommit && forces.incrementAndGet() == 1) {
                forcing.countDown();
                await(goOn);
            }
        });
        Thread leader = Thread.ofPlatform().start(() -> first.reach(1));
        forcing.await();
        List<TestSource.Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestSource source = source(10, NEVER_LARGE);
            waiters.add(source.append(1));
            journal.commit(source);
            waiters.add(first.append(1));
            journal.commitSoon(first);
        }
        goOn.countDown();
        leader.join();
        waiters.forEach(waiter -> assertNull(waiter.outcome.join()));
        assertEquals(2, forces.get());
        checkRecovered();
    }

    @Test
    void thoseWhoHaveNoRoomAreInTheNextFramesInOrder() {
        freeWhenFull();
        List<TestSource.Waiter> waiters = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            TestSource source = source(3_000, NEVER_LARGE);
            waiters.add(source.append(1));
            journal.commitAlong(source);
        }
        journal.commitSoon(sources.getFirst());
        waiters.forEach(waiter -> assertNull(waiter.outcome.join()));
        List<Integer> order = ground.recover(Optional.empty()).stream()
                .map(told -> told.entry().log().partition())
                .toList();
        assertEquals(order.stream().sorted().toList(), order);
    }

    @Test
    void largeSourcesForceTheirOwnSegments() {
        TestSource small = source(10, NEVER_LARGE);
        TestSource large = source(10, 5);
        TestSource.Waiter one = small.append(1);
        TestSource.Waiter other = large.append(7);
        journal.commitAlong(small);
        journal.commit(large);
        assertNull(one.outcome.join());
        assertNull(other.outcome.join());
        assertEquals(1, large.forced.get());
        assertEquals(1, ground.recover(Optional.empty()).size());
    }

    @Test
    void aFailedWriteOrForceIsMadeGoodInASecondFile() {
        for (String verb : List.of("write", "force")) {
            TestSource source = source(10, NEVER_LARGE);
            assertNull(source.reach(1));
            fail(verb, Kind.IO, 1);
            assertNull(source.reach(2), verb);
            ground.disk.unhook();
            assertNull(source.reach(3), verb);
            checkRecovered();
        }
    }

    @Test
    void failingTwiceStopsItAndAllAreTold() {
        for (String verb : List.of("write", "force")) {
            TestSource source = source(10, NEVER_LARGE);
            TestSource other = source(10, NEVER_LARGE);
            if (verb.equals("write")) {
                assertNull(source.reach(1));
                fail(verb, Kind.IO, Integer.MAX_VALUE);
            }
            other.append(1);
            journal.commitAlong(other);
            assertInstanceOf(StorageFailedException.class, source.reach(2));
            assertInstanceOf(
                    StorageFailedException.class, other.all.getFirst().outcome.join());
            ground.disk.unhook();
            assertInstanceOf(StorageFailedException.class, source.reach(1));
            assertThrows(StorageFailedException.class, journal::check);
            assertThrows(
                    StorageFailedException.class, () -> journal.store(EntryKind.START, JournalGround.log(1), 4, 4));
        }
    }

    @Test
    void aFullDeviceRefusesAndLaterGoesOn() {
        TestSource source = source(10, NEVER_LARGE);
        fail("write", Kind.NO_SPACE, Integer.MAX_VALUE);
        assertInstanceOf(StorageFailedException.class, source.reach(2));
        assertThrows(StorageFailedException.class, () -> journal.store(EntryKind.START, JournalGround.log(1), 4, 4));
        journal.check();
        ground.disk.unhook();
        assertNull(source.reach(1));
        journal.store(EntryKind.START, JournalGround.log(0), 1, 1);
        assertEquals(3, source.committed());
        checkRecovered();
    }

    /** A frame was written but could not be forced, and there was no room for a second file. */
    @Test
    void aGroupThatWasRefusedHalfwayIsWrittenAgain() {
        TestSource source = source(10, NEVER_LARGE);
        assertNull(source.reach(1));
        ground.disk.hook((verb, path) -> {
            if (verb.equals("force")) {
                throw failure(path, verb, Kind.IO);
            }
            if (verb.equals("create")) {
                throw failure(path, verb, Kind.NO_SPACE);
            }
        });
        assertInstanceOf(StorageFailedException.class, source.reach(2));
        ground.disk.unhook();
        assertNull(source.reach(3));
        assertEquals(6, source.committed());
        checkRecovered();
    }

    /** Nobody may be forgotten because somebody else in the group was refused. */
    @Test
    void aLargeSourceInARefusedGroupIsToldToo() {
        TestSource small = source(10, NEVER_LARGE);
        TestSource large = source(10, 5);
        fail("write", Kind.NO_SPACE, Integer.MAX_VALUE);
        TestSource.Waiter one = small.append(1);
        TestSource.Waiter other = large.append(7);
        journal.commitAlong(small);
        journal.commit(large);
        assertInstanceOf(StorageFailedException.class, one.outcome.join());
        assertTrue(other.outcome.isDone(), "told");
    }

    @Test
    void aFileThatCannotBeMadeIsTriedAgainOnce() {
        TestSource source = source(10, NEVER_LARGE);
        fail("force", Kind.IO, 1);
        assertNull(source.reach(1));
        checkRecovered();
    }

    /** References need no force; that they fail to get one, when a new file begins, harms nobody. */
    @Test
    void aReferenceThatCannotBeForcedStopsNothing() {
        TestSource source = source(3_000, NEVER_LARGE);
        assertNull(source.reach(2));
        journal.commitAlong(new Reference());
        journal.commit(new Reference());
        fail("force", Kind.IO, 1);
        assertNull(source.reach(2));
        assertNull(source.reach(2));
        ground.disk.unhook();
        checkRecovered();
    }

    /** Notes that something is durable elsewhere. */
    private static final class Reference implements JournalSource {
        private final QueuePlace place = new QueuePlace(this);

        @Override
        public Contribution contribute(FrameBuilder frame) {
            frame.add(EntryKind.FORCED, JournalGround.log(9), 0, 5);
            return Contribution.TAKEN;
        }

        @Override
        public void stored(long sequence) {}

        @Override
        public void forceSegments() {}

        @Override
        public void refused(StorageFailedException reason) {}

        @Override
        public void failed(RuntimeException reason) {}

        @Override
        public QueuePlace queuePlace() {
            return place;
        }
    }

    @Test
    void theInterruptOfACallerIsKeptAndDoesNoHarm() throws InterruptedException {
        TestSource source = source(10, NEVER_LARGE);
        AtomicInteger kept = new AtomicInteger();
        AtomicReference<Throwable> failed = new AtomicReference<>(new IllegalStateException("it did not end"));
        Thread thread = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            source.append(1);
            journal.commit(source);
            kept.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            journal.store(EntryKind.START, source.log, 1, 1);
            kept.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            failed.set(new IllegalStateException("none"));
        });
        thread.join();
        assertEquals("none", failed.get().getMessage());
        assertEquals(2, kept.get());
        checkRecovered();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
