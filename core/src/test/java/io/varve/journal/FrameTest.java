package io.varve.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.DiskFile;
import io.varve.journal.JournalGround.Told;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** One frame: what was put in comes out, or the frame counts for nothing. */
class FrameTest {

    private static final int SEEDS = 300;

    private final JournalGround ground = new JournalGround();
    private final ByteBuffer window = ByteBuffer.allocateDirect(1 << 17);

    private static List<Told> drawn(SplittableRandom random) {
        List<Told> entries = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            LogKey log = new LogKey(new UUID(random.nextLong(), random.nextLong()), random.nextInt());
            EntryKind kind = EntryKind.values()[random.nextInt(3)];
            String text = kind == EntryKind.BATCHES ? text(random) : "";
            entries.add(new Told(new JournalEntry(kind, log, random.nextLong(), random.nextLong()), text));
        }
        return entries;
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(5) == 0 ? random.nextInt(9_000) : random.nextInt(200);
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    private static byte[] frame(List<Told> entries) {
        return JournalGround.frame(
                JournalGround.STORE, 3, 17, 16, builder -> entries.forEach(told -> JournalGround.add(builder, told)));
    }

    private Optional<List<Told>> read(byte[] bytes) {
        ground.put(3, bytes);
        try (DiskFile file = ground.disk.openRead(JournalGround.path(3))) {
            FrameScan scan = new FrameScan(file, window);
            return scan.frameAt(0).map(frame -> {
                List<Told> told = new ArrayList<>();
                scan.visit(frame, (entry, batches) -> told.add(new Told(entry, JournalGround.text(batches))));
                return told;
            });
        }
    }

    private static int lengthBytes(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(FrameLayout.LENGTH);
    }

    @Test
    void whatIsPutInComesOut() {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Told> entries = drawn(new SplittableRandom(seed));
            byte[] bytes = frame(entries);
            assertEquals(0, bytes.length % FrameLayout.ALIGNMENT_BYTES, "seed " + seed);
            assertEquals(Optional.of(entries), read(bytes), "seed " + seed);
        }
    }

    @Test
    void theHeaderSaysWhereAFrameBelongs() {
        ground.put(3, JournalGround.frame(-5, 3, 17, 12, builder -> JournalGround.add(builder, JournalGround.told(1))));
        try (DiskFile file = ground.disk.openRead(JournalGround.path(3))) {
            Frame frame = new FrameScan(file, window).frameAt(0).orElseThrow();
            assertEquals(new Frame(-5, 3, 17, 12, 0, 48 + 48 + "frame 1".length()), frame);
            assertEquals(FrameLayout.ALIGNMENT_BYTES, frame.endPositionBytes());
        }
    }

    @Test
    void aCutFrameIsNone() {
        List<Told> entries = drawn(new SplittableRandom(4));
        byte[] bytes = frame(entries);
        int whole = lengthBytes(bytes);
        for (int length = 0; length < bytes.length; length++) {
            Optional<List<Told>> expected = length < whole ? Optional.empty() : Optional.of(entries);
            assertEquals(expected, read(Arrays.copyOf(bytes, length)), "cut to " + length);
        }
    }

    @Test
    void aFrameWithAFlippedBitIsNone() {
        for (long seed = 0; seed < 5; seed++) {
            List<Told> entries = drawn(new SplittableRandom(seed));
            byte[] bytes = frame(entries);
            int whole = lengthBytes(bytes);
            for (int bit = 0; bit < Math.min(whole, 2_000) * Byte.SIZE; bit++) {
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                assertEquals(Optional.empty(), read(bytes), "seed " + seed + " bit " + bit);
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            }
            assertEquals(Optional.of(entries), read(bytes));
        }
    }

    @Test
    void overwrittenBytesMakeAFrameNone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Told> entries = drawn(random);
            byte[] bytes = frame(entries);
            byte[] before = bytes.clone();
            int whole = lengthBytes(bytes);
            int from = random.nextInt(whole);
            int to = random.nextInt(from, whole) + 1;
            for (int i = from; i < to; i++) {
                bytes[i] = random.nextInt(4) == 0 ? 0 : (byte) random.nextInt();
            }
            Optional<List<Told>> expected = Arrays.equals(bytes, before) ? Optional.of(entries) : Optional.empty();
            assertEquals(expected, read(bytes), "seed " + seed);
        }
    }

    /** Lengths and counts that lie under a right checksum: nothing outside of the frame is read, and nothing thrown. */
    @Test
    void lyingNumbersMakeAFrameNoneOrStayInside() {
        int[] lies = {Integer.MIN_VALUE, -49, -48, -1, 0, 1, 2, 47, 48, 95, 96, 97, 4096, 1 << 16, Integer.MAX_VALUE};
        int accepted = 0;
        for (long seed = 0; seed < 40; seed++) {
            byte[] bytes = frame(drawn(new SplittableRandom(seed)));
            int firstEntry = FrameLayout.HEADER_BYTES;
            int[] fields = {
                FrameLayout.LENGTH,
                FrameLayout.ENTRY_COUNT,
                firstEntry + FrameLayout.ENTRY_KIND,
                firstEntry + FrameLayout.ENTRY_BYTE_COUNT
            };
            for (int field : fields) {
                int truth = ByteBuffer.wrap(bytes).getInt(field);
                for (int lie : lies) {
                    accepted += readLie(bytes.clone(), field, lie) ? 1 : 0;
                    accepted += readLie(bytes.clone(), field, truth + lie) ? 1 : 0;
                }
            }
        }
        assertTrue(accepted > 0, "the checksum was right where the lie happens to be the truth");
    }

    private boolean readLie(byte[] bytes, int field, int lie) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        frame.putInt(field, lie);
        int length = frame.getInt(FrameLayout.LENGTH);
        if (length >= FrameLayout.ENTRY_COUNT && length <= bytes.length) {
            frame.putInt(FrameLayout.CRC, FrameBuilder.checksum(new CRC32C(), frame, 0, length));
        }
        Optional<List<Told>> read = read(bytes);
        read.ifPresent(told -> assertTrue(
                told.stream().mapToInt(entry -> entry.text().length()).sum() <= length));
        return read.isPresent();
    }
}
