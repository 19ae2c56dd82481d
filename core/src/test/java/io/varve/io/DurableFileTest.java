package io.varve.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DurableFileTest {

    private static final Path FOLDER = Path.of("/store");
    private static final Path FILE = FOLDER.resolve("state");
    private static final int STEPS = 5;

    private final MemoryDisk disk = new MemoryDisk(1024 * 1024);

    @BeforeEach
    void makeTheFolder() {
        disk.createDirectories(FOLDER);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private String stored() {
        return new String(DurableFile.read(disk, FILE, 1000).orElseThrow(), UTF_8);
    }

    @Test
    void aReplacedFileHoldsTheNewBytesOnly() {
        DurableFile.replace(disk, FILE, bytes("a long old text"));
        ByteBuffer content = bytes("new text").position(4);
        DurableFile.replace(disk, FILE, content);
        assertEquals("text", stored());
        assertEquals(4, content.position());
        assertEquals(List.of("state"), disk.list(FOLDER));
    }

    @Test
    void bytesAreForcedBeforeTheyGetTheNameAndTheNameAfter() {
        StepwiseDisk stepwise = new StepwiseDisk(disk, STEPS);
        DurableFile.replace(stepwise, FILE, bytes("new"));
        assertEquals(
                List.of(
                        "create state.tmp",
                        "write state.tmp",
                        "force state.tmp",
                        "rename state.tmp",
                        "force folder store"),
                stepwise.steps());
    }

    @Test
    void whicheverStepFailsTheNameStandsForOldOrNewBytes() {
        for (int allowed = 0; allowed < STEPS; allowed++) {
            DurableFile.replace(disk, FILE, bytes("old"));
            StepwiseDisk failing = new StepwiseDisk(disk, allowed);
            assertThrows(StorageFailedException.class, () -> DurableFile.replace(failing, FILE, bytes("new")));
            assertEquals(allowed < STEPS - 1 ? "old" : "new", stored(), allowed + " steps allowed");
            DurableFile.replace(disk, FILE, bytes("next"));
            assertEquals("next", stored());
            assertEquals(List.of("state"), disk.list(FOLDER));
        }
    }

    @Test
    void whatAnInterruptedReplacementLeftIsNotReadAndIsReplaced() {
        DurableFile.replace(disk, FILE, bytes("old"));
        try (DiskFile leftover = disk.create(DurableFile.temporaryOf(FILE), 0)) {
            leftover.writeFully(0, bytes("half of a longer text"));
        }
        assertEquals("old", stored());
        DurableFile.replace(disk, FILE, bytes("new"));
        assertEquals("new", stored());
        assertEquals(List.of("state"), disk.list(FOLDER));
    }

    @Test
    void aMissingFileIsNoFailure() {
        assertEquals(Optional.empty(), DurableFile.read(disk, FILE, 10));
        assertEquals(Optional.empty(), DurableFile.read(disk, FOLDER.resolve("missing/state"), 10));
    }

    @Test
    void aFileLongerThanItMayBeIsDamageAndIsNotRead() {
        DurableFile.replace(disk, FILE, bytes("0123456789"));
        assertEquals(10, DurableFile.read(disk, FILE, 10).orElseThrow().length);
        CorruptionException damage = assertThrows(CorruptionException.class, () -> DurableFile.read(disk, FILE, 9));
        assertEquals(FILE, damage.file());
        assertEquals("10 bytes", damage.found());
    }
}
