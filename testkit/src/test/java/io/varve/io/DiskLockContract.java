package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException.Kind;
import io.varve.error.StoreLockedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every disk promises of locks, as far as one process can tell. */
interface DiskLockContract extends DiskUnderTest {

    @Test
    default void aLockIsHeldByOneAtATime() {
        try (DiskLock _ = disk().lock(at("LOCK"), "process 4711")) {
            StoreLockedException refused =
                    assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "process 4712"));
            assertTrue(refused.toString().contains("process 4711"), refused.toString());
            assertTrue(refused.toString().contains(folder().toString()), refused.toString());
            assertThrows(StoreLockedException.class, () -> disk().lock(at("./LOCK"), "process 4713"));
        }
        disk().lock(at("LOCK"), "process 4714").close();
    }

    @Test
    default void aSecondCloseDoesNotFreeSomeoneElsesLock() {
        DiskLock first = disk().lock(at("LOCK"), "first");
        first.close();
        try (DiskLock _ = disk().lock(at("LOCK"), "second")) {
            first.close();
            assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "third"));
        }
    }

    @Test
    default void aLockFileLeftBehindIsNoLock() {
        file("LOCK", "process 4711, long gone, which left a text that is longer than the next one\n");
        try (DiskLock _ = disk().lock(at("LOCK"), "process 4712")) {
            assertEquals(List.of("LOCK"), disk().list(folder()));
        }
        assertEquals("process 4712\n", text(at("LOCK")));
    }

    @Test
    default void theHolderIsOneShortLineWhateverItSays() {
        try (DiskLock _ = disk().lock(at("LOCK"), "two\nlines \u0007" + "x".repeat(10_000))) {
            StoreLockedException refused =
                    assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "other"));
            assertTrue(refused.toString().contains("two lines x"), refused.toString());
            assertTrue(refused.toString().lines().count() == 1
                    && refused.toString().length() < 1000);
        }
    }

    @Test
    default void locksOnDifferentFilesAreIndependent() {
        try (DiskLock _ = disk().lock(at("one"), "a");
                DiskLock _ = disk().lock(at("two"), "b")) {
            assertThrows(StoreLockedException.class, () -> disk().lock(at("one"), "c"));
            assertThrows(StoreLockedException.class, () -> disk().lock(at("two"), "c"));
        }
    }

    @Test
    default void aLockNeedsAFileInAnExistingFolder() {
        assertFails(Kind.NOT_FOUND, () -> disk().lock(at("missing/LOCK"), "a"));
        assertFails(Kind.OTHER, () -> disk().lock(folder(), "a"));
    }
}
