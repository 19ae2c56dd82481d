package io.varve.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Blocks that stand in the wrong place, in every way a disk can get them wrong: all that was durable, or an error. */
class JournalDamageTest {

    private static final int BLOCK = FrameLayout.ALIGNMENT_BYTES;
    private static final int SEEDS = 500;

    /** Frames 10 to 13, 14 to 17, 18 to 21. */
    private static byte[][] files() {
        return new byte[][] {
            JournalGround.frames(3, 10, 13), JournalGround.frames(4, 14, 17), JournalGround.frames(5, 18, 21)
        };
    }

    @Test
    void displacedBlocksAreHarmlessOrAnError() {
        int errors = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[][] files = files();
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                damage(random, files);
            }
            long low = random.nextLong(10, 23);
            errors += check(files, low, Math.max(low, 22), "seed " + seed) ? 0 : 1;
        }
        assertTrue(errors > SEEDS / 4, "only " + errors);
    }

    /** The last frame may be lost where nothing says that it was durable; nothing else may. */
    @Test
    void withoutTheLastNextSequenceOnlyTheEndIsLost() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[][] files = files();
            int file = random.nextInt(3);
            flip(random, files[file]);
            check(files, random.nextLong(10, 22), 10, "seed " + seed);
        }
    }

    private static void damage(SplittableRandom random, byte[][] files) {
        byte[] one = files[random.nextInt(3)];
        byte[] other = files[random.nextInt(3)];
        int from = random.nextInt(one.length / BLOCK) * BLOCK;
        int to = random.nextInt(other.length / BLOCK) * BLOCK;
        switch (random.nextInt(5)) {
            case 0 -> flip(random, one);
            case 1 -> System.arraycopy(one, from, other, to, BLOCK);
            case 2 -> {
                byte[] block = Arrays.copyOfRange(one, from, from + BLOCK);
                System.arraycopy(other, to, one, from, BLOCK);
                System.arraycopy(block, 0, other, to, BLOCK);
            }
            case 3 -> Arrays.fill(one, from, from + BLOCK, (byte) 0);
            default -> Arrays.fill(one, from + random.nextInt(BLOCK), one.length, (byte) 0); // cut, and grown again
        }
    }

    private static void flip(SplittableRandom random, byte[] bytes) {
        if (bytes.length >= BLOCK) {
            int at = random.nextInt(bytes.length / BLOCK) * BLOCK + random.nextInt(110);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
    }

    /** True where all that was needed is there. */
    private static boolean check(byte[][] files, long low, long next, String which) {
        JournalGround ground = new JournalGround();
        for (int i = 0; i < files.length; i++) {
            ground.put(3 + i, files[i]);
        }
        List<JournalGround.Told> told;
        try {
            told = ground.recover(Optional.of(JournalGround.mark(low, next)));
        } catch (CorruptionException reported) {
            return false;
        }
        List<JournalGround.Told> truth = JournalGround.told(10, 21);
        long expected = 0;
        for (JournalGround.Told entry : told) {
            assertTrue(truth.contains(entry), which + ": " + entry);
            assertTrue(entry.entry().fromOffset() >= expected, which + ": out of order");
            expected = entry.entry().endOffset();
        }
        long needed = next > low ? next : 21;
        for (long sequence = low; sequence < needed; sequence++) {
            assertTrue(told.contains(JournalGround.told(sequence)), which + ": frame " + sequence + " is gone");
        }
        assertEquals(told, ground.recover(Optional.of(JournalGround.mark(low, next))), which + ", again");
        return true;
    }
}
