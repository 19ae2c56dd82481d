package io.varve.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AppendOptions;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.error.VarveException;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of a killed store, whose newest records the journal alone holds, damaged in every way: all that was
 * acknowledged comes back, or an error says what is wrong (I1, I6). The very last frame is the exception: nothing
 * behind it says that it was durable, so that one that is not whole is taken for what the crash tore.
 */
class JournalDamageTest {

    private static final int BLOCK = 4096;
    private static final String WAL = ".wal";

    @TempDir
    private static Path temporary;

    private static StoreImage image;
    private static String wal;
    private static int lastFrameAt;
    private static final Map<Integer, List<StoredRecord>> RECORDS = new TreeMap<>();

    private final List<String> faults = new ArrayList<>();
    private int damageCount;

    @BeforeAll
    static void make() {
        try (TestStore store = TestStore.on(EngineDisk.MEMORY, temporary)) {
            Topic topic =
                    store.varve().createTopic(TopicSpec.of(SampleStore.TOPIC).partitions(2));
            for (int index = 0; index < 7; index++) {
                NewRecord record = NewRecord.of("key", "value-" + index).at(TestStore.TIME_MS + index);
                topic.partition(index % 2).append(record, AppendOptions.reaching(Durability.DISK));
            }
            topic.partitions().forEach(one -> RECORDS.put(one.index(), TestStore.readAll(one)));
            image = store.image();
        }
        wal = image.names().stream()
                .filter(name -> name.endsWith(WAL) && image.bytes(name)[0] != 0)
                .findFirst()
                .orElseThrow();
        byte[] bytes = image.bytes(wal);
        int at = 0;
        while (bytes[at] != 0) {
            lastFrameAt = at;
            at += (ByteBuffer.wrap(bytes).getInt(at + 4) + BLOCK - 1) / BLOCK * BLOCK;
        }
        image = image.withoutEvery(WAL).with(wal, Arrays.copyOf(bytes, at + 2 * BLOCK));
    }

    @AfterEach
    void nothingWentWrong() {
        assertTrue(
                faults.isEmpty(),
                () -> faults.size() + " of " + damageCount + ":\n"
                        + String.join("\n", faults.subList(0, Math.min(faults.size(), 30))));
    }

    @Test
    void theSampleIsInTheJournal() {
        assertTrue(lastFrameAt >= 5 * BLOCK, () -> "the last frame is at " + lastFrameAt);
        assertEquals(RECORDS, read(image));
        assertEquals(4, RECORDS.get(0).size());
    }

    @Test
    void everyTruncationIsHarmlessOrAnError() {
        byte[] bytes = image.bytes(wal);
        for (int length = 0; length < bytes.length; length += length % BLOCK < 200 ? 1 : 487) {
            check(image.with(wal, Arrays.copyOf(bytes, length)), "cut to " + length, length <= lastFrameAt + 300);
        }
    }

    @Test
    void flippedBitsAreHarmlessOrAnError() {
        byte[] bytes = image.bytes(wal);
        for (int at = 0; at <= lastFrameAt; at += BLOCK) {
            int length = ByteBuffer.wrap(bytes).getInt(at + 4);
            for (int bit = 0; bit < length * Byte.SIZE; bit += bit < 48 * Byte.SIZE ? 3 : 11) {
                byte[] flipped = bytes.clone();
                flipped[at + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                check(image.with(wal, flipped), "frame at " + at + ", bit " + bit, at == lastFrameAt);
            }
        }
    }

    @Test
    void displacedAndOverwrittenBlocksAreHarmlessOrAnError() {
        Draw draw = Draw.from(3);
        byte[] bytes = image.bytes(wal);
        int blocks = lastFrameAt / BLOCK + 1;
        for (int time = 0; time < 300; time++) {
            byte[] changed = bytes.clone();
            int from = draw.below(blocks) * BLOCK;
            int to = draw.below(blocks) * BLOCK;
            switch (draw.below(3)) {
                case 0 -> System.arraycopy(bytes, from, changed, to, BLOCK);
                case 1 -> System.arraycopy(draw.randomBytes(BLOCK), 0, changed, to, BLOCK);
                default -> {
                    System.arraycopy(bytes, from, changed, to, BLOCK);
                    System.arraycopy(bytes, to, changed, from, BLOCK);
                }
            }
            boolean isLast = to == lastFrameAt || from == lastFrameAt;
            check(image.with(wal, changed), "block at " + from + " over that at " + to, isLast);
        }
    }

    /** Files under each other's names, and those of another session's numbers, are nobody's. */
    @Test
    void aRenamedFileNeverReplays() {
        byte[] bytes = image.bytes(wal);
        String other = wal.replaceFirst("\\d{16}", "0000000000000009");
        check(image.with(other, bytes), "a copy under another name", false);
        check(image.without(wal).with(other, bytes), "renamed", true);
        check(image.without(wal), "missing", true);
    }

    @Test
    void theSegmentsAreRepairedFromTheJournal() {
        for (String name : image.names()) {
            if (name.endsWith(".log") || name.endsWith(".index") || name.endsWith(".timeindex")) {
                for (int length : new int[] {0, 1, 11, 60, 61, 100, 5_000}) {
                    check(image.with(name, new byte[length]), name + " of " + length + " zeros", false);
                    check(image.with(name, Draw.from(length).randomBytes(length)), name + " of garbage", false);
                }
            }
        }
    }

    private void check(StoreImage damaged, String damage, boolean mayLoseTheEnd) {
        damageCount++;
        Map<Integer, List<StoredRecord>> found;
        try {
            found = read(damaged);
        } catch (VarveException reported) {
            if (String.valueOf(reported.getMessage()).isBlank()) {
                faults.add(damage + ": an error without words");
            }
            return;
        } catch (RuntimeException | Error other) {
            faults.add(damage + ": " + other);
            return;
        }
        try {
            RECORDS.forEach((partition, records) -> {
                if (mayLoseTheEnd) {
                    RecordLists.assertPrefix(records, found.get(partition), damage);
                } else {
                    RecordLists.assertSame(records, found.get(partition), damage);
                }
            });
        } catch (AssertionError wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
        }
    }

    private static Map<Integer, List<StoredRecord>> read(StoreImage stored) {
        Map<Integer, List<StoredRecord>> found = new TreeMap<>();
        try (TestStore store = TestStore.of(stored, EngineDisk.MEMORY, temporary)) {
            SampleStore.readInto(store.varve(), found);
        }
        return found;
    }
}
