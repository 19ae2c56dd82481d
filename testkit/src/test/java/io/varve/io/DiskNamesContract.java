package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every disk promises of names: making, listing, changing, removing, forcing. */
interface DiskNamesContract extends DiskUnderTest {

    @Test
    default void namesAreListedSortedAndWithoutWhatLiesBelow() {
        file("b", "");
        file("a", "");
        disk().createDirectories(at("c/d"));
        file("c/e", "");
        assertEquals(List.of("a", "b", "c"), disk().list(folder()));
        assertEquals(List.of("d", "e"), disk().list(at("c")));
        assertEquals(List.of(), disk().list(at("c/d")));
    }

    @Test
    default void listingNeedsAFolder() {
        file("f", "");
        assertFails(Kind.NOT_FOUND, () -> disk().list(at("missing")));
        assertFails(Kind.OTHER, () -> disk().list(at("f")));
    }

    @Test
    default void existsKnowsFilesAndFolders() {
        file("f", "");
        assertTrue(disk().exists(at("f")));
        assertTrue(disk().exists(folder()));
        assertFalse(disk().exists(at("g")));
        assertFalse(disk().exists(at("g/h")));
        assertFalse(disk().exists(at("f/h")));
    }

    @Test
    default void createDirectoriesMakesAllThatAreMissingAndLeavesTheRest() {
        disk().createDirectories(at("a/b"));
        file("a/b/f", "x");
        disk().createDirectories(at("a/b"));
        disk().createDirectories(at("a/b/c"));
        assertEquals(List.of("c", "f"), disk().list(at("a/b")));
    }

    @Test
    default void createDirectoriesStopsAtAFile() {
        file("f", "");
        assertFails(Kind.ALREADY_EXISTS, () -> disk().createDirectories(at("f")));
        assertFails(Kind.OTHER, () -> disk().createDirectories(at("f/a")));
    }

    @Test
    default void createMakesAnEmptyFileWhateverIsExpectedOfIt() {
        try (DiskFile file = disk().create(at("f"), 1L << 40)) {
            assertEquals(0, file.sizeBytes());
            assertEquals(at("f"), file.path());
        }
        assertTrue(disk().exists(at("f")));
    }

    @Test
    default void createNeedsAFreeNameInAnExistingFolder() {
        file("f", "kept");
        assertFails(Kind.ALREADY_EXISTS, () -> disk().create(at("f"), 0));
        assertFails(Kind.ALREADY_EXISTS, () -> disk().create(folder(), 0));
        assertFails(Kind.NOT_FOUND, () -> disk().create(at("missing/f"), 0));
        assertFails(Kind.OTHER, () -> disk().create(at("f/g"), 0));
        assertEquals("kept", text(at("f")));
    }

    @Test
    default void openingNeedsAnExistingFile() {
        assertFails(Kind.NOT_FOUND, () -> disk().openRead(at("missing")));
        assertFails(Kind.NOT_FOUND, () -> disk().openWrite(at("missing")));
        assertFails(Kind.NOT_FOUND, () -> disk().openRead(at("missing/f")));
        assertFails(Kind.OTHER, () -> disk().openRead(folder()));
        assertFails(Kind.OTHER, () -> disk().openWrite(folder()));
    }

    @Test
    default void renameMovesAFileAndReplacesWhatHadTheName() {
        file("from", "new");
        file("to", "old");
        disk().createDirectories(at("d"));
        disk().rename(at("from"), at("to"));
        assertFalse(disk().exists(at("from")));
        assertEquals("new", text(at("to")));
        disk().rename(at("to"), at("d/moved"));
        assertEquals("new", text(at("d/moved")));
        disk().rename(at("d/moved"), at("d/moved"));
        assertEquals("new", text(at("d/moved")));
    }

    @Test
    default void renameMovesAFolderWithAllThatIsInIt() {
        disk().createDirectories(at("from/sub"));
        file("from/sub/f", "x");
        disk().rename(at("from"), at("to"));
        assertEquals(List.of("to"), disk().list(folder()));
        assertEquals("x", text(at("to/sub/f")));
        disk().createDirectories(at("empty"));
        disk().rename(at("to"), at("empty"));
        assertEquals("x", text(at("empty/sub/f")));
    }

    @Test
    default void renameRefusesWhatWouldLoseOrTangleNames() {
        file("f", "kept");
        disk().createDirectories(at("full/sub"));
        disk().createDirectories(at("d"));
        assertFails(Kind.NOT_FOUND, () -> disk().rename(at("missing"), at("x")));
        assertFails(Kind.NOT_FOUND, () -> disk().rename(at("f"), at("missing/x")));
        assertFails(Kind.OTHER, () -> disk().rename(at("f"), at("d")));
        assertFails(Kind.OTHER, () -> disk().rename(at("d"), at("f")));
        assertFails(Kind.OTHER, () -> disk().rename(at("d"), at("full")));
        assertFails(Kind.OTHER, () -> disk().rename(at("full"), at("full/sub/x")));
        assertFails(Kind.OTHER, () -> disk().rename(at("full/sub"), at("full")));
        assertEquals(List.of("d", "f", "full"), disk().list(folder()));
        assertEquals("kept", text(at("f")));
    }

    @Test
    default void deleteRemovesAFileOrAnEmptyFolder() {
        file("f", "x");
        disk().createDirectories(at("d"));
        disk().delete(at("f"));
        disk().delete(at("d"));
        assertEquals(List.of(), disk().list(folder()));
    }

    @Test
    default void deleteNeedsSomethingThatHoldsNothing() {
        disk().createDirectories(at("d/sub"));
        assertFails(Kind.NOT_FOUND, () -> disk().delete(at("missing")));
        assertFails(Kind.NOT_FOUND, () -> disk().delete(at("missing/f")));
        assertFails(Kind.OTHER, () -> disk().delete(at("d")));
        assertTrue(disk().exists(at("d/sub")));
    }

    @Test
    default void aDeletedNameCanBeGivenAgain() {
        file("f", "old");
        disk().delete(at("f"));
        file("f", "new");
        assertEquals("new", text(at("f")));
    }

    @Test
    default void forceDirectoryNeedsAFolder() {
        file("f", "");
        disk().forceDirectory(folder());
        assertFails(Kind.NOT_FOUND, () -> disk().forceDirectory(at("missing")));
        assertFails(Kind.OTHER, () -> disk().forceDirectory(at("f")));
    }

    @Test
    default void usableBytesAreToldOfExistingFoldersOnly() {
        assertTrue(disk().usableBytes(folder()) > 0);
        assertFails(Kind.NOT_FOUND, () -> disk().usableBytes(at("missing")));
    }
}
