package io.varve.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.CorruptionException;
import io.varve.error.VarveException;
import io.varve.testkit.Draw;
import io.varve.testkit.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of a cleanly closed store, damaged in every way: what is opened and read is all that was written, or an
 * error that says what is wrong. Never fewer records without an error, a wrong one, or any other exception (I1, I6,
 * I9). Answers CR-5, RV-3, RV-4, KB-3, KB-4, KB-5, SB-6.
 *
 * <p>The files are taken as they come, so that one of a new kind cannot be left out.
 */
class DamageTest {

    /** A real disk takes tens of ms for each opening: it gets a sample of the damage. */
    private static final int LOCAL_STRIDE = 150;

    @TempDir
    private static Path temporary;

    private static SampleStore sample;

    /** What went wrong; all of it is reported at once. */
    private final List<String> faults = new ArrayList<>();

    private int damageCount;

    @AfterEach
    void nothingWentWrong() {
        assertTrue(
                faults.isEmpty(),
                () -> faults.size() + " of " + damageCount + ":\n"
                        + String.join("\n", faults.subList(0, Math.min(faults.size(), 30))));
    }

    @BeforeAll
    static void make() {
        sample = SampleStore.make(temporary);
    }

    @Test
    void theSampleHasEveryKindOfFile() {
        assertEquals(sample.records, open(sample.image, "nothing"));
        for (String kind : List.of(".log", ".index", ".timeindex", "checkpoint", "partition.metadata", "LOCK")) {
            assertFalse(sample.image.name(kind).isEmpty());
        }
        assertTrue(sample.image.names().size() > 15, () -> "only " + sample.image.names());
        assertEquals(24, sample.records.get(0).size());
        assertTrue(
                sample.image.names().stream()
                                .filter(name -> name.endsWith(".log"))
                                .count()
                        >= 4,
                "two segments");
    }

    @Test
    void everyTruncationIsHarmlessOrAnError() {
        for (String name : sample.image.names()) {
            byte[] bytes = sample.image.bytes(name);
            for (int length = 0; length < bytes.length; length++) {
                check(sample.image.with(name, Arrays.copyOf(bytes, length)), name + " cut to " + length);
            }
        }
    }

    /** Every bit of every header, index and state file; of each byte of records, which a checksum covers, one. */
    @Test
    void everyFlippedBitIsHarmlessOrAnError() {
        for (String name : sample.image.names()) {
            byte[] bytes = sample.image.bytes(name);
            BitSet headers = headers(name, bytes);
            for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
                if (!headers.get(bit / Byte.SIZE) && bit % Byte.SIZE != bit / Byte.SIZE % Byte.SIZE) {
                    continue;
                }
                byte[] flipped = bytes.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                check(sample.image.with(name, flipped), name + " with bit " + bit + " flipped");
            }
        }
    }

    /** The bytes of a log that are batch headers; all bytes of any other file. */
    private static BitSet headers(String name, byte[] bytes) {
        BitSet headers = new BitSet();
        if (name.endsWith(".log")) {
            ByteBuffer log = ByteBuffer.wrap(bytes);
            for (int at = 0; at < log.limit(); at += BatchHeader.sizeBytes(log, at)) {
                headers.set(at, at + BatchLayout.HEADER_BYTES);
            }
        } else {
            headers.set(0, bytes.length);
        }
        return headers;
    }

    /** Also a reader that begins behind the damage, or in it, gets the right record or an error. */
    @Test
    void aDamagedHeaderIsSeenFromEveryOffset() {
        List<StoredRecord> records = sample.records.get(0);
        for (String name : sample.image.names()) {
            if (name.endsWith(".log") && name.contains(SampleStore.TOPIC + "-0")) {
                ByteBuffer log = ByteBuffer.wrap(sample.image.bytes(name));
                for (int at = 0; at < log.limit(); at += BatchHeader.sizeBytes(log, at)) {
                    int first = (int) BatchHeader.baseOffset(log, at);
                    int next = (int) BatchHeader.nextOffset(log, at);
                    for (int bit = 0; bit < BatchLayout.CRC * Byte.SIZE; bit++) {
                        seek(name, at, bit, records.subList(first, next));
                    }
                    for (int bit = 0; bit < Integer.SIZE; bit++) {
                        seek(name, at + BatchLayout.LAST_OFFSET_DELTA, bit, records.subList(first, next));
                    }
                }
            }
        }
    }

    private void seek(String name, int at, int bit, List<StoredRecord> records) {
        damageCount++;
        byte[] flipped = sample.image.bytes(name).clone();
        flipped[at + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        try (TestStore store = TestStore.of(sample.image.with(name, flipped), EngineDisk.MEMORY, temporary)) {
            for (StoredRecord record : records) {
                try {
                    Optional<StoredRecord> found = store.varve()
                            .topic(SampleStore.TOPIC)
                            .partition(0)
                            .recordAt(record.offset())
                            .map(StoredRecord::of);
                    if (!found.equals(Optional.of(record))) {
                        faults.add(name + " byte " + at + " bit " + bit + ": " + record + " became " + found);
                    }
                } catch (VarveException reported) {
                    assertFalse(reported.getMessage().isEmpty());
                }
            }
        } catch (VarveException reported) {
            assertFalse(reported.getMessage().isEmpty());
        }
    }

    @Test
    void garbageAndZeroesAreHarmlessOrAnError() {
        Draw draw = Draw.from(1);
        for (String name : sample.image.names()) {
            byte[] bytes = sample.image.bytes(name);
            for (int time = 0; time < 30; time++) {
                byte[] changed = bytes.clone();
                int from = draw.below(bytes.length + 1);
                int to = draw.between(from, bytes.length);
                byte[] garbage = draw.coin() ? draw.randomBytes(to - from) : new byte[to - from];
                System.arraycopy(garbage, 0, changed, from, garbage.length);
                check(sample.image.with(name, changed), name + " overwritten from " + from + " to " + to);
            }
        }
    }

    @Test
    void aGrownFileIsHarmlessOrAnError() {
        Draw draw = Draw.from(2);
        for (String name : sample.image.names()) {
            byte[] bytes = sample.image.bytes(name);
            for (int more : new int[] {1, 7, 8, 12, 61, 300, 5000}) {
                byte[] grown = Arrays.copyOf(bytes, bytes.length + more);
                check(sample.image.with(name, grown), name + " with " + more + " zeroes behind");
                byte[] garbage = draw.randomBytes(more);
                System.arraycopy(garbage, 0, grown, bytes.length, more);
                check(sample.image.with(name, grown), name + " with " + more + " bytes behind");
            }
        }
    }

    @Test
    void swappedFilesOfAPartitionAreHarmlessOrAnError() {
        List<String> names = List.copyOf(sample.image.names());
        for (String one : names) {
            for (String other : names) {
                if (folder(one).equals(folder(other))
                        && suffix(one).equals(suffix(other))
                        && one.compareTo(other) < 0) {
                    StoreImage swapped =
                            sample.image.with(one, sample.image.bytes(other)).with(other, sample.image.bytes(one));
                    check(swapped, one + " swapped with " + other);
                }
            }
        }
    }

    private static String folder(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Test
    void everyMissingFileIsHarmlessOrAnError() {
        for (String name : sample.image.names()) {
            check(sample.image.without(name), name + " missing");
        }
    }

    @Test
    void aMissingSegmentIsReported() {
        for (String name : sample.image.names()) {
            if (name.endsWith(".log") && name.contains(SampleStore.TOPIC)) {
                CorruptionException reported =
                        assertThrows(CorruptionException.class, () -> open(sample.image.without(name), name));
                assertTrue(reported.getMessage().contains(SampleStore.TOPIC), reported::getMessage);
            }
        }
    }

    @Test
    void everythingDerivedCanBeLost() {
        StoreImage bare = sample.image.withoutEvery(".index").withoutEvery(".timeindex");
        assertEquals(sample.records, open(bare, "no indexes"), "I9");
        assertEquals(sample.records, open(bare.withoutEvery("checkpoint"), "no indexes, no checkpoint"), "I9");
        assertEquals(sample.records, open(bare.withoutEvery("LOCK"), "no indexes, no lock"), "I9");
    }

    @Test
    void aLostCatalogueIsRebuiltFromTheFolders() {
        StoreImage bare = sample.image.withoutEvery("catalog");
        assertTrue(bare.names().size() < sample.image.names().size());
        assertEquals(sample.records, open(bare, "no catalogue"), "I9");
        assertEquals(sample.records, open(bare.withoutEvery("checkpoint"), "no catalogue, no checkpoint"), "I9");
    }

    /** Opens a damaged store: everything comes back, or a typed error. */
    private void check(StoreImage image, String damage) {
        damageCount++;
        try {
            attempt(image, damage, EngineDisk.MEMORY);
            if (damageCount % LOCAL_STRIDE == 0) {
                attempt(image, damage, EngineDisk.LOCAL);
            }
        } catch (AssertionError wrong) {
            faults.add(wrong.getMessage());
        }
    }

    private static void attempt(StoreImage image, String damage, EngineDisk kind) {
        Map<Integer, List<StoredRecord>> found = new TreeMap<>();
        try {
            open(image, found, kind);
        } catch (VarveException reported) {
            found.forEach((partition, records) ->
                    RecordLists.assertPrefix(sample.records.get(partition), records, damage + ", " + reported));
            return;
        } catch (RuntimeException | Error other) {
            throw new AssertionError(damage + ": " + other, other);
        }
        sample.records.forEach((partition, records) ->
                RecordLists.assertSame(records, found.getOrDefault(partition, List.of()), damage + ", unreported"));
    }

    private static Map<Integer, List<StoredRecord>> open(StoreImage image, String damage) {
        Map<Integer, List<StoredRecord>> found = new TreeMap<>();
        open(image, found, EngineDisk.MEMORY);
        assertFalse(found.isEmpty(), damage);
        return found;
    }

    private static void open(StoreImage image, Map<Integer, List<StoredRecord>> found, EngineDisk kind) {
        try (TestStore store = TestStore.of(image, kind, temporary)) {
            SampleStore.readInto(store.varve(), found);
        }
    }
}
