package io.varve.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whole folders of journal files, and what recovery concludes from them. */
class JournalRecoveryTest {

    private static final int BLOCK = FrameLayout.ALIGNMENT_BYTES;

    private final JournalGround ground = new JournalGround();

    /** Frames 0 to 3 in file 0, 4 to 6 in file 1, 7 to 9 in file 2. */
    private void threeFiles() {
        ground.put(0, JournalGround.frames(0, 0, 3));
        ground.put(1, JournalGround.frames(1, 4, 6));
        ground.put(2, JournalGround.frames(2, 7, 9));
    }

    private CorruptionException damage(Optional<JournalMark> mark) {
        CorruptionException damage = assertThrows(CorruptionException.class, () -> ground.recover(mark));
        assertEquals(0, ground.disk.openFiles());
        return damage;
    }

    private static Optional<JournalMark> mark(long lowSequence, long nextSequence) {
        return Optional.of(JournalGround.mark(lowSequence, nextSequence));
    }

    @Test
    void allFramesAreToldInOrderAndTwiceTheSame() {
        threeFiles();
        assertEquals(JournalGround.told(0, 9), ground.recover(Optional.empty()));
        assertEquals(JournalGround.told(0, 9), ground.recover(mark(0, 10)));
        JournalTail tail = ground.read(mark(2, 5));
        assertEquals(new FrameRange(0, 9), tail.frames());
        assertEquals(10, tail.nextSequence());
        assertEquals(3, tail.nextFileNumber());
        assertEquals(3, tail.files().size());
        assertEquals(100, tail.logs().get(JournalGround.log(1)).durableEndOffset());
        assertTrue(tail.logs().get(JournalGround.log(1)).holdsFrom(0));
        assertEquals(0, ground.disk.openFiles());
    }

    @Test
    void nothingIsAnEmptyJournal() {
        assertEquals(List.of(), ground.recover(Optional.empty()));
        JournalTail tail = ground.read(Optional.of(new JournalMark(5, 8, 7, 4)));
        assertEquals(5, tail.storeId());
        assertEquals(8, tail.nextSequence());
        assertEquals(4, tail.nextFileNumber());
        ground.disk.delete(JournalGround.FOLDER);
        assertEquals(List.of(), ground.recover(Optional.empty()));
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() {
        threeFiles();
        ground.disk.create(JournalGround.FOLDER.resolve("note.txt"), 0).close();
        ground.disk.create(JournalGround.FOLDER.resolve("5.wal"), 0).close();
        assertEquals(JournalGround.told(0, 9), ground.recover(Optional.empty()));
        assertTrue(ground.disk.exists(JournalGround.FOLDER.resolve("note.txt")));
        assertTrue(ground.disk.exists(JournalGround.FOLDER.resolve("5.wal")));
    }

    @Test
    void theLastFileCutAnywhereKeepsTheWholeFrames() {
        byte[] whole = JournalGround.frames(2, 7, 9);
        int frameBytes = 48 + 48 + "frame 7".length();
        for (int length = 0; length <= whole.length; length += length % BLOCK < 110 ? 5 : 1_987) {
            threeFiles();
            ground.put(2, Arrays.copyOf(whole, length));
            long last = 6;
            while (last < 9 && length >= (last + 1 - 7) * BLOCK + frameBytes) {
                last++;
            }
            assertEquals(JournalGround.told(0, last), ground.recover(Optional.empty()), "cut to " + length);
            assertEquals(JournalGround.told(0, last), ground.recover(Optional.empty()), "again, cut to " + length);
        }
    }

    /** The next file says that the frames of this one were durable. */
    @Test
    void anEarlierFileCutAnywhereInItsFramesIsDamage() {
        byte[] whole = JournalGround.frames(0, 0, 3);
        for (int length = 0; length < 3 * BLOCK + 48 + 48 + 7; length += length % BLOCK < 110 ? 5 : 1_987) {
            threeFiles();
            ground.put(0, Arrays.copyOf(whole, length));
            CorruptionException damage = damage(mark(0, 0));
            assertTrue(damage.getMessage().contains("journal frame"), damage::getMessage);
        }
    }

    @Test
    void aMissingFileIsDamageWhereItWasNeeded() {
        for (long missing = 0; missing < 3; missing++) {
            threeFiles();
            ground.disk.delete(JournalGround.path(missing));
            damage(mark(0, 10));
            if (missing < 2) {
                damage(mark(0, 0));
            }
        }
    }

    @Test
    void missingFilesBelowTheLowSequenceAreNone() {
        threeFiles();
        ground.disk.delete(JournalGround.path(0));
        assertEquals(JournalGround.told(4, 9), ground.recover(mark(4, 8)));
        threeFiles();
        ground.disk.delete(JournalGround.path(1));
        assertEquals(10, ground.recover(mark(7, 8)).size() + 3);
    }

    @Test
    void aDamagedFrameThatWasDurableIsNamed() {
        for (int number = 0; number < 3; number++) {
            for (int block = 0; block < 3; block++) {
                threeFiles();
                long first = new long[] {0, 4, 7}[number];
                byte[] bytes = JournalGround.frames(number, first, first + (number == 0 ? 3 : 2));
                bytes[block * BLOCK + 60] ^= 4;
                ground.put(number, bytes);
                if (first + block == 9) {
                    assertEquals(JournalGround.told(0, 8), ground.recover(mark(0, 9)));
                    damage(mark(0, 10));
                    continue;
                }
                CorruptionException damage = damage(mark(0, 0));
                assertTrue(damage.getMessage().contains(".wal"), damage::getMessage);
                assertTrue(damage.getMessage().contains("journal frame"), damage::getMessage);
            }
        }
    }

    /** The last frame is needed, the ones before it are not: it must not go with them. */
    @Test
    void aDamagedFrameThatIsNotNeededHidesNoneThatIs() {
        for (int block = 0; block < 3; block++) {
            byte[] bytes = JournalGround.frames(5, 20, 23);
            bytes[block * BLOCK + 60] ^= 4;
            ground.put(5, bytes);
            damage(mark(23, 23));
            assertTrue(ground.disk.exists(JournalGround.path(5)), "block " + block);
        }
    }

    /** A failed log needs frames from before the low sequence. */
    @Test
    void damageInAPinnedFileIsSeen() {
        for (int block = 0; block < 2; block++) {
            byte[] bytes = JournalGround.frames(5, 20, 22);
            bytes[block * BLOCK + 60] ^= 4;
            ground.put(5, bytes);
            ground.put(9, JournalGround.frames(9, 40, 42));
            damage(mark(40, 43));
        }
    }

    @Test
    void pinnedFilesAndTheTailAreTold() {
        ground.put(5, JournalGround.frames(5, 20, 22));
        ground.put(9, JournalGround.frames(9, 40, 42));
        assertEquals(6, ground.recover(mark(40, 43)).size());
        assertEquals(6, ground.recover(mark(40, 40)).size());
        ground.put(5, Arrays.copyOf(JournalGround.frames(5, 20, 22), BLOCK + 10));
        assertEquals(4, ground.recover(mark(40, 40)).size(), "a file that ends after one frame");
    }

    @Test
    void aDamagedBeginningIsSeenWithoutACheckpoint() {
        byte[] bytes = JournalGround.frames(0, 0, 1);
        bytes[60] ^= 4;
        ground.put(0, bytes);
        damage(Optional.empty());
    }

    /** The damaged frame repeats the last one of the file before, which is there: but the next one is not torn. */
    @Test
    void aDamagedFrameThatWasWrittenAnewHidesNoneBehindIt() {
        ground.put(0, JournalGround.frames(0, 0, 2));
        byte[] bytes = JournalGround.frames(1, 2, 3);
        bytes[60] ^= 4;
        ground.put(1, bytes);
        damage(mark(0, 0));
    }

    /** A force failed: what it was to cover stands in the next file once more. */
    @Test
    void aFrameThatWasWrittenAnewCounts() {
        ground.put(0, JournalGround.frames(0, 0, 2));
        ground.put(1, JournalGround.frames(1, 2, 4));
        List<JournalGround.Told> told = ground.recover(mark(0, 5));
        assertEquals(JournalGround.told(0, 2), told.subList(0, 3));
        assertEquals(JournalGround.told(2, 4), told.subList(3, 6));
        byte[] torn = JournalGround.frames(0, 0, 2);
        torn[2 * BLOCK + 50] ^= 1;
        ground.put(0, torn);
        assertEquals(JournalGround.told(0, 4), ground.recover(mark(0, 5)));
    }

    /** References are not forced: a later frame may be there without them. */
    @Test
    void aFrameThatWasNeverForcedMayBeMissing() {
        byte[] later = JournalGround.frame(
                JournalGround.STORE, 0, 3, 1, builder -> JournalGround.add(builder, JournalGround.told(3)));
        for (int blocks = 0; blocks < 2; blocks++) {
            byte[] bytes = JournalGround.joined(
                    List.of(JournalGround.frame(0, 0), JournalGround.frame(0, 1), new byte[BLOCK], later));
            ground.put(0, bytes);
            assertEquals(JournalGround.told(0, 1), ground.recover(mark(0, 2)));
        }
        ground.put(0, JournalGround.frames(0, 0, 1));
        ground.put(1, JournalGround.frame(JournalGround.STORE, 1, 3, 1, builder -> {
            JournalGround.add(builder, JournalGround.told(3));
        }));
        assertEquals(3, ground.recover(mark(0, 2)).size(), "the next file goes on behind it");
    }

    @Test
    void framesOfAnEarlierUseAndOfAnotherStoreNeverReplay() {
        byte[] recycled = JournalGround.frames(1, 0, 5);
        System.arraycopy(JournalGround.frames(4, 10, 11), 0, recycled, 0, 2 * BLOCK);
        ground.put(4, recycled);
        assertEquals(JournalGround.told(10, 11), ground.recover(mark(10, 10)));
        ground.put(4, JournalGround.frames(1, 0, 5));
        assertEquals(List.of(), ground.recover(mark(10, 10)));
        assertFalse(ground.disk.exists(JournalGround.path(4)), "it holds nothing");
        byte[] foreign =
                JournalGround.frame(77, 4, 10, 9, builder -> JournalGround.add(builder, JournalGround.told(1)));
        ground.put(4, foreign);
        assertEquals(List.of(), ground.recover(mark(10, 10)));
        ground.put(4, JournalGround.joined(List.of(JournalGround.frame(4, 10), foreign)));
        assertEquals(JournalGround.told(10, 10), ground.recover(Optional.empty()));
    }

    @Test
    void aJournalThatEndsBeforeWhatTheCheckpointKnowsIsDamage() {
        threeFiles();
        damage(mark(3, 11));
        assertEquals(JournalGround.told(0, 9), ground.recover(mark(11, 11)), "none of them is needed");
        assertEquals(11, ground.read(mark(11, 11)).nextSequence());
        assertEquals(12, ground.read(mark(12, 11)).nextSequence(), "references count below the low sequence only");
    }
}
