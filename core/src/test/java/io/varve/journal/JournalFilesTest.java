package io.varve.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JournalFilesTest {

    /** From 8 KiB to 64 KiB, 256 KiB together. */
    private static final JournalSizes SIZES = new JournalSizes(256 << 10, 8 << 10, 64 << 10, 4 << 10, 2 << 10);

    private final JournalGround ground = new JournalGround();
    private final AtomicInteger wishes = new AtomicInteger();
    private final AtomicReference<Runnable> onWish = new AtomicReference<>(() -> {});
    private final JournalFiles files =
            new JournalFiles(ground.disk, JournalGround.FOLDER, SIZES, 3, List.of(), this::wish);

    private long sequence;

    private void wish() {
        wishes.incrementAndGet();
        onWish.get().run();
    }

    /** Goes on in another file and writes one frame to it. */
    private JournalFile next() {
        JournalFile file = files.rotate(4096, false);
        file.write(ByteBuffer.wrap(JournalGround.frame(file.number(), sequence)), sequence);
        sequence++;
        return file;
    }

    private List<String> names() {
        return ground.disk.list(JournalGround.FOLDER);
    }

    private static StorageFailedException failure(Path path, String verb) {
        return new StorageFailedException(path, verb, -1, StorageFailedException.Kind.IO, "told to fail");
    }

    private void fail(String verb) {
        ground.disk.hook((present, path) -> {
            if (present.equals(verb)) {
                throw failure(path, verb);
            }
        });
    }

    private static StorageFailedException reason(String text) {
        return new StorageFailedException(Path.of("/checkpoint"), "write", -1, StorageFailedException.Kind.IO, text);
    }

    @Test
    void eachFileIsTwiceAsLargeUpToTheBound() {
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sizes.add(next().sizeBytes() >> 10);
        }
        assertEquals(List.of(8L, 16L, 32L, 64L, 64L, 64L), sizes);
        assertEquals(248 << 10, ground.sizeBytes());
        assertEquals(6, names().size());
        assertEquals("0000000000000003.wal", names().getFirst());
        assertEquals(1, ground.disk.openFiles(), "only the one that is written");
        assertEquals(0, wishes.get());
    }

    @Test
    void atTheBoundItWaitsUntilAFileIsFreed() throws InterruptedException {
        List<Thread> checkpoints = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            next();
        }
        onWish.set(() -> {
            long low = wishes.get() == 2 ? 4 : 0; // the first checkpoint frees nothing
            checkpoints.add(Thread.ofPlatform().start(() -> files.release(low, List.of())));
        });
        JournalFile file = next();
        assertEquals(2, wishes.get());
        assertEquals(32 << 10, file.sizeBytes());
        assertEquals(9, file.number());
        for (Thread checkpoint : checkpoints) {
            checkpoint.join();
        }
        assertEquals(List.of("0000000000000007.wal", "0000000000000008.wal", "0000000000000009.wal"), names());
    }

    @Test
    void aReleasedFileIsUsedAgainUnderItsNextNumber() {
        for (int i = 0; i < 5; i++) {
            next();
        }
        files.release(4, List.of());
        assertEquals(List.of("0000000000000007.wal", "0000000000000008.wal"), names());
        AtomicInteger writes = new AtomicInteger();
        ground.disk.hook((verb, path) -> writes.addAndGet(verb.equals("write") ? 1 : 0));
        JournalFile file = files.rotate(4096, false);
        assertEquals(8, file.number());
        assertEquals(0, writes.get(), "no zeros were written");
    }

    @Test
    void pinnedFilesStayAndCountForNothing() {
        for (int i = 0; i < 6; i++) {
            next();
        }
        files.release(5, List.of(new FrameRange(1, 4)));
        assertEquals(5, names().size());
        next();
        next();
        next();
        files.release(sequence, List.of());
        assertEquals(2, names().size(), "nobody needs them any more");
    }

    @Test
    void aRefusalIsToldToWhoWaitsAndTheNextOneAsksAgain() {
        for (int i = 0; i < 6; i++) {
            next();
        }
        onWish.set(() -> Thread.ofPlatform().start(() -> files.refuse(reason("no room for it"))));
        assertTrue(assertThrows(StorageFailedException.class, () -> files.rotate(4096, false))
                .getMessage()
                .contains("no room for it"));
        onWish.set(() -> Thread.ofPlatform().start(() -> files.release(6, List.of())));
        assertEquals(9, next().number());
    }

    /** One checkpoint failed while nobody waited, the next one did well: that is over when somebody waits. */
    @Test
    void aRefusalIsForgottenWhenACheckpointWasStored() {
        for (int i = 0; i < 6; i++) {
            next();
        }
        files.refuse(reason("for a moment"));
        files.release(2, List.of());
        files.prepareAhead();
        while (ground.sizeBytes() + (64 << 10) <= SIZES.journalBytesMax()) {
            next();
        }
        onWish.set(() -> Thread.ofPlatform().start(() -> files.release(sequence, List.of())));
        next();
        next();
    }

    @Test
    void aFileThatCannotBeMadeLeavesNothingBehind() {
        next();
        for (String verb : List.of("create", "write", "force", "forceDirectory")) {
            int open = ground.disk.openFiles();
            fail(verb);
            assertThrows(StorageFailedException.class, () -> files.rotate(4096, false), verb);
            assertThrows(StorageFailedException.class, files::prepareAhead, verb);
            ground.disk.unhook();
            assertEquals(1, names().size(), verb);
            assertTrue(ground.disk.openFiles() <= open, verb);
        }
    }

    /** A full device has more likely room for a small file than for a large one. */
    @Test
    void aFileThatCouldNotBeMadeDoesNotMakeTheNextOneLarger() {
        next();
        fail("write");
        for (int i = 0; i < 5; i++) {
            assertThrows(StorageFailedException.class, () -> files.rotate(4096, false));
        }
        ground.disk.unhook();
        assertEquals(16 << 10, next().sizeBytes());
    }

    @Test
    void aFileThatCannotBeUsedAgainIsReplaced() {
        for (String verb : List.of("rename", "forceDirectory", "openWrite")) {
            next();
            next();
            fail(verb);
            files.release(sequence - 1, List.of());
            ground.disk.unhook();
            next();
        }
        files.release(sequence, List.of());
        assertTrue(ground.sizeBytes() <= SIZES.journalBytesMax());
    }

    @Test
    void closingKeepsOrRemovesAll() {
        for (int i = 0; i < 4; i++) {
            next();
        }
        files.prepareAhead();
        files.close(false);
        assertEquals(5, names().size());
        assertEquals(0, ground.disk.openFiles());
        JournalFiles again = new JournalFiles(ground.disk, JournalGround.FOLDER, SIZES, 40, List.of(), () -> {});
        again.rotate(4096, false);
        again.prepareAhead();
        assertEquals(7, names().size());
        again.close(true);
        assertEquals(5, names().size(), "its own ones are gone");
        assertEquals(0, ground.disk.openFiles());
    }

    /** The thread that makes files ready may come late: the folder belongs to the next session then. */
    @Test
    void nothingIsMadeAfterTheEnd() {
        next();
        files.close(true);
        files.prepareAhead();
        assertEquals(List.of(), names());
        assertEquals(0, ground.disk.openFiles());
    }

    /** The one who waits gets the file that the thread in the background is making. */
    @Test
    void aFileInTheMakingIsWaitedFor() throws Exception {
        next();
        CountDownLatch making = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ground.disk.hook((verb, path) -> {
            if (verb.equals("create")) {
                making.countDown();
                await(goOn);
            }
        });
        Thread background = Thread.ofPlatform().start(files::prepareAhead);
        making.await();
        CompletableFuture<Long> number = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform()
                .start(() -> number.complete(files.rotate(4096, false).number()));
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        assertEquals(4, number.get());
        background.join();
        assertFalse(names().contains("0000000000000005.wal"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
