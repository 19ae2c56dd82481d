package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.batch.BatchLayout;
import io.varve.error.CorruptionException;
import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.segment.SegmentScan.Clean;
import io.varve.segment.SegmentScan.Cut;
import io.varve.segment.SegmentScan.CutReason;
import io.varve.segment.SegmentScan.FollowingBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentRecoveryTest {

    private static final SegmentConfig CONFIG = Storage.config(1 << 30, 300);

    @TempDir
    Path temporary;

    private static SegmentPlace place() {
        return Storage.place(new MemoryDisk(1 << 28), Path.of("/store"));
    }

    /** Puts bytes where a log would be, with no index beside it. */
    private static void put(SegmentPlace place, long baseOffset, ByteBuffer bytes) {
        Path path = place.paths(baseOffset).log();
        if (place.disk().exists(path)) {
            place.disk().delete(path);
        }
        try (DiskFile file = place.disk().create(path, bytes.remaining())) {
            file.writeFully(0, bytes.duplicate());
        }
    }

    private static void flip(ByteBuffer bytes, int at, int bit) {
        bytes.put(at, (byte) (bytes.get(at) ^ 1 << bit));
    }

    @Test
    void everyTruncatedPrefixKeepsItsWholeBatchesAndNothingElse() {
        TestLog log = TestLog.random(new Random(1), 40, 12, 200);
        SegmentPlace place = place();
        for (int bytes = 0; bytes <= log.sizeBytes(); bytes++) {
            put(place, 40, log.bytes().limit(bytes));
            TestLog whole = log.prefix(bytes);
            SegmentScan scan = SegmentRecovery.recover(place, 40, CONFIG, 0);
            assertEquals(whole.sizeBytes(), scan.prefix().end().sizeBytes());
            assertEquals(whole.nextOffset(), scan.prefix().end().nextOffset());
            if (whole.sizeBytes() == bytes) {
                assertInstanceOf(Clean.class, scan);
            } else {
                Cut cut = assertInstanceOf(Cut.class, scan);
                assertTrue(cut.reason() == CutReason.TORN || cut.reason() == CutReason.ZEROS, cut::toString);
                assertEquals(Optional.empty(), cut.following());
                assertTrue(cut.searchedToEnd());
                SegmentRecovery.truncate(place, 40, cut.positionBytes());
            }
            try (Segment segment = Segment.openActive(place, scan.prefix(), CONFIG, Storage.BIRTH)) {
                whole.assertHeldBy(segment);
                whole.assertBytesOf(segment);
            }
            place.disk().delete(place.paths(40).offsetIndex());
            place.disk().delete(place.paths(40).timeIndex());
        }
    }

    @Test
    void everyFlippedBitIsFoundWhereItIsAndWhatFollowsIsSeen() {
        TestLog log = TestLog.random(new Random(2), 0, 5, 120);
        SegmentPlace place = place();
        for (int at = 0; at < log.sizeBytes(); at++) {
            TestLog before = log.prefix(at);
            boolean last = before.batches().size() == log.batches().size() - 1;
            TestBatch hit = log.batches().get(before.batches().size());
            int positionInBatch = at - before.sizeBytes();
            for (int bit = 0; bit < 8; bit++) {
                ByteBuffer bytes = log.bytes();
                flip(bytes, at, bit);
                put(place, 0, bytes);
                SegmentScan scan = SegmentRecovery.recover(place, 0, CONFIG, 0);
                boolean outsideCrc = positionInBatch < BatchLayout.LENGTH
                        || (positionInBatch >= BatchLayout.LEADER_EPOCH && positionInBatch < BatchLayout.MAGIC);
                if (scan instanceof Cut cut && !outsideCrc) {
                    assertEquals(before.sizeBytes(), cut.positionBytes());
                    Optional<FollowingBatch> next = last
                            ? Optional.empty()
                            : Optional.of(new FollowingBatch(
                                    before.sizeBytes() + hit.sizeBytes(),
                                    log.batches()
                                            .get(before.batches().size() + 1)
                                            .baseOffset()));
                    assertEquals(next, cut.following());
                } else {
                    assertTrue(outsideCrc, "byte " + at + " bit " + bit + " was not found");
                }
            }
        }
    }

    @Test
    void zerosAfterTheLastBatchAreToldFromDamage() {
        TestLog log = TestLog.random(new Random(3), 0, 5, 300);
        SegmentPlace place = place();
        put(
                place,
                0,
                ByteBuffer.allocate(log.sizeBytes() + 5_000).put(log.bytes()).clear());
        Cut cut = assertInstanceOf(Cut.class, SegmentRecovery.recover(place, 0, CONFIG, 0));
        assertEquals(CutReason.ZEROS, cut.reason());
        assertEquals(log.sizeBytes(), cut.positionBytes());
    }

    @Test
    void batchesWhoseOffsetsDoNotAscendOrDoNotBelongAreMisplaced() {
        SegmentPlace place = place();
        for (TestBatch second : new TestBatch[] {
            new TestBatch(12, 13, 100, 5),
            new TestBatch(3, 4, 100, 5),
            new TestBatch(10L + Integer.MAX_VALUE, 11L + Integer.MAX_VALUE, 100, 5)
        }) {
            TestLog log = new TestLog(10);
            log.add(new TestBatch(10, 12, 100, 5));
            log.add(second);
            put(place, 10, log.bytes());
            Cut cut = assertInstanceOf(Cut.class, SegmentRecovery.recover(place, 10, CONFIG, 0));
            assertEquals(CutReason.MISPLACED, cut.reason());
            assertEquals(100, cut.positionBytes());
        }
    }

    @Test
    void aForgedLengthTakesNoMemory() {
        TestLog log = TestLog.random(new Random(4), 0, 3, 200);
        SegmentPlace place = place();
        ByteBuffer bytes = ByteBuffer.allocate(64 << 20);
        bytes.put(log.bytes());
        ByteBuffer forged = new TestBatch(log.nextOffset(), log.nextOffset(), 100, 5).bytes();
        forged.putInt(BatchLayout.LENGTH, (60 << 20));
        bytes.put(forged).clear();
        put(place, 0, bytes);
        Cut cut = assertInstanceOf(Cut.class, SegmentRecovery.recover(place, 0, CONFIG, 0));
        assertEquals(CutReason.DAMAGED, cut.reason());
        assertEquals(log.sizeBytes(), cut.positionBytes());
    }

    @Test
    void aBatchLargerThanTheWindowIsChecked() {
        TestLog log = new TestLog(0);
        log.add(new TestBatch(0, 0, 100, 5));
        log.add(new TestBatch(1, 2, 3 << 20, 6));
        log.add(new TestBatch(3, 3, 100, 7));
        SegmentPlace place = place();
        put(place, 0, log.bytes());
        Clean clean = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 0, CONFIG, 0));
        assertEquals(new SegmentEnd(4, log.sizeBytes(), 7, 3), clean.prefix().end());
        for (int at : new int[] {130, 2 << 20, (3 << 20) + 99}) {
            ByteBuffer bytes = log.bytes();
            flip(bytes, at, 3);
            put(place, 0, bytes);
            Cut cut = assertInstanceOf(Cut.class, SegmentRecovery.recover(place, 0, CONFIG, 0));
            assertEquals(CutReason.DAMAGED, cut.reason());
            assertEquals(100, cut.positionBytes());
            assertEquals(Optional.of(new FollowingBatch(100 + (3 << 20), 3)), cut.following());
        }
    }

    @ParameterizedTest
    @EnumSource
    void recoveryFromAnyBorderEqualsRecoveryFromTheBeginning(Storage storage) {
        TestLog log = TestLog.random(new Random(5), 70, 120, 300);
        SegmentPlace place = storage.place(temporary);
        Segment segment = Segment.create(place, 70, CONFIG, Storage.BIRTH);
        log.appendTo(segment, new Random(5));
        segment.seal();
        segment.force();
        segment.close();
        int border = 0;
        for (TestBatch batch : log.batches()) {
            assertRecovered(log, place, border);
            border += batch.sizeBytes();
        }
        assertRecovered(log, place, border);
        assertRecovered(log, place, 1);
        assertThrows(CorruptionException.class, () -> SegmentRecovery.recover(place, 70, CONFIG, log.sizeBytes() + 1));
    }

    private static void assertRecovered(TestLog log, SegmentPlace place, int from) {
        SegmentPrefix expected = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 70, CONFIG, 0))
                .prefix();
        SegmentPrefix found = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 70, CONFIG, from))
                .prefix();
        assertEquals(expected.end(), found.end());
        assertEquals(expected.offsetIndex().count(), found.offsetIndex().count());
        for (int entry = 0; entry < expected.offsetIndex().count(); entry++) {
            assertEquals(
                    expected.offsetIndex().offsetAt(entry), found.offsetIndex().offsetAt(entry));
            assertEquals(
                    expected.offsetIndex().positionAt(entry),
                    found.offsetIndex().positionAt(entry));
        }
        assertEquals(log.maxTimestampMs(), found.end().maxTimestampMs());
    }
}
