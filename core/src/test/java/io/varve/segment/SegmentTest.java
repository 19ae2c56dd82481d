package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.InvalidBatchException;
import io.varve.error.StorageFailedException;
import io.varve.segment.SegmentScan.Clean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentTest {

    private static final SegmentConfig CONFIG = Storage.config(1 << 30, 500);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void anActiveSegmentFindsEveryOffsetAndTime(Storage storage) {
        TestLog log = TestLog.random(new Random(1), 1_000, 300, 400);
        try (Segment segment = Segment.create(storage.place(temporary), 1_000, CONFIG, Storage.BIRTH)) {
            log.appendTo(segment, new Random(2));
            log.assertHeldBy(segment);
            log.assertBytesOf(segment);
            assertFalse(segment.isSealed());
            assertEquals(log.nextOffset(), segment.nextOffset());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSealedSegmentFindsEveryOffsetAndTime(Storage storage) {
        TestLog log = TestLog.random(new Random(3), 0, 300, 400);
        SegmentPlace place = storage.place(temporary);
        Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
        log.appendTo(segment, new Random(4));
        segment.seal();
        log.assertHeldBy(segment);
        segment.force();
        log.assertHeldBy(segment);
        assertTrue(segment.isSealed());
        assertThrows(ClosedException.class, () -> segment.append(log.bytes(), 0, 61));
        segment.close();
        try (Segment again = Segment.openSealed(place, 0, log.nextOffset() + 7, CONFIG)) {
            assertEquals(log.sizeBytes(), again.sizeBytes());
            assertEquals(log.nextOffset() + 7, again.nextOffset());
            log.assertHeldBy(again);
            log.assertBytesOf(again);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aContinuedSegmentIsIndexedAsIfItHadNeverBeenClosed(Storage storage) {
        TestLog log = TestLog.random(new Random(5), 50, 200, 300);
        SegmentPlace place = storage.place(temporary);
        Segment first = Segment.create(place, 50, CONFIG, Storage.BIRTH);
        ByteBuffer half = log.run(0, 100);
        first.append(half, 0, half.limit());
        first.force();
        first.close();
        Clean clean = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 50, CONFIG, half.limit()));
        ByteBuffer rest = log.run(100, 200);
        Segment second = Segment.openActive(place, clean.prefix(), CONFIG, Storage.BIRTH);
        second.append(rest, 0, rest.limit());
        log.assertHeldBy(second);
        second.seal();
        second.force();
        second.close();

        SegmentPlace other = Storage.place(place.disk(), temporary.resolve("other"));
        Segment whole = Segment.create(other, 50, CONFIG, Storage.BIRTH);
        log.appendTo(whole, new Random(6));
        whole.seal();
        assertEquals(offsets(reload(other, 50, log.sizeBytes())), offsets(reload(place, 50, log.sizeBytes())));
        try (Segment again = Segment.openSealed(place, 50, log.nextOffset(), CONFIG)) {
            log.assertHeldBy(again);
        }
        whole.close();
    }

    private static SegmentPrefix reload(SegmentPlace place, long baseOffset, int logBytes) {
        return assertInstanceOf(Clean.class, SegmentRecovery.recover(place, baseOffset, CONFIG, logBytes))
                .prefix();
    }

    private static List<Long> offsets(SegmentPrefix prefix) {
        OffsetIndex index = prefix.offsetIndex();
        return IntStream.range(0, index.count()).mapToObj(index::offsetAt).toList();
    }

    @ParameterizedTest
    @EnumSource
    void anEmptySegmentAnswers(Storage storage) {
        SegmentPlace place = storage.place(temporary);
        Segment segment = Segment.create(place, 9, CONFIG, Storage.BIRTH);
        new TestLog(9).assertHeldBy(segment);
        assertEquals(8, segment.offsetFloorForTimestamp(5));
        assertEquals(0, segment.positionFloor(9));
        assertThrows(StorageFailedException.class, () -> Segment.create(place, 9, CONFIG, Storage.BIRTH));
        segment.close();
        segment.close();
        Clean clean = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 9, CONFIG, 0));
        assertEquals(new SegmentEnd(9, 0, -1, 9), clean.prefix().end());
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatDoesNotFitIsRefusedWhole(Storage storage) {
        TestLog log = TestLog.random(new Random(7), 100, 20, 300);
        try (Segment segment = Segment.create(storage.place(temporary), 100, CONFIG, Storage.BIRTH)) {
            ByteBuffer run = log.bytes();
            assertThrows(InvalidBatchException.class, () -> segment.append(run, 0, run.limit() - 1));
            assertThrows(InvalidBatchException.class, () -> segment.append(run, 1, run.limit()));
            assertThrows(InvalidBatchException.class, () -> segment.append(run, 0, run.limit() + 1));
            assertThrows(InvalidBatchException.class, () -> segment.append(run, -1, run.limit()));
            new TestLog(100).assertHeldBy(segment);
            segment.append(run, 0, run.limit());
            assertThrows(InvalidBatchException.class, () -> segment.append(run, 0, run.limit()));
            ByteBuffer far = new TestBatch(100L + Integer.MAX_VALUE, 101L + Integer.MAX_VALUE, 100, 5).bytes();
            assertThrows(InvalidBatchException.class, () -> segment.append(far, 0, far.limit()));
            log.assertHeldBy(segment);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedSegmentIsGoneAndSaysSo(Storage storage) {
        SegmentPlace place = storage.place(temporary);
        Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
        TestLog log = TestLog.random(new Random(8), 0, 50, 300);
        log.appendTo(segment, new Random(8));
        segment.seal();
        segment.force();
        assertEquals(3, place.disk().list(place.directory()).size());
        segment.markDeleted();
        assertEquals(
                List.of(
                        "00000000000000000000.index.deleted",
                        "00000000000000000000.log.deleted",
                        "00000000000000000000.timeindex.deleted"),
                place.disk().list(place.directory()));
        segment.delete();
        assertEquals(List.of(), place.disk().list(place.directory()));
        assertThrows(ClosedException.class, () -> segment.read(0, ByteBuffer.allocate(10)));
        assertThrows(ClosedException.class, () -> segment.readFrom(3, ByteBuffer.allocate(100)));
        assertThrows(ClosedException.class, () -> segment.append(log.bytes(), 0, log.sizeBytes()));
        assertEquals(0, place.files().openCount());
        assertEquals(0, place.indexes().heldBytes());
    }

    @ParameterizedTest
    @EnumSource
    void readersAlwaysSeeWholeBatchesWhileTheWriterAppends(Storage storage) throws InterruptedException {
        SegmentConfig dense = Storage.config(1 << 30, 0);
        TestLog log = TestLog.random(new Random(9), 0, 4_000, 200);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Segment segment = Segment.create(storage.place(temporary), 0, dense, Storage.BIRTH)) {
            Thread reader = Thread.ofPlatform().start(() -> {
                try {
                    readAlong(segment, log);
                } catch (Throwable thrown) {
                    failure.set(thrown);
                }
            });
            log.appendTo(segment, new Random(10));
            segment.seal();
            segment.force();
            reader.join();
        }
        assertEquals(null, failure.get());
    }

    private static void readAlong(Segment segment, TestLog log) {
        Random random = new Random(11);
        ByteBuffer target = ByteBuffer.allocate(400);
        while (segment.nextOffset() < log.nextOffset()) {
            long next = segment.nextOffset();
            if (next > 0) {
                long offset = random.nextLong(next);
                target.clear();
                int position = segment.readFrom(offset, target);
                assertTrue(position <= log.positionOf(offset));
                assertTrue(log.isBorder(position));
                assertTrue(target.position() > 0);
                segment.offsetFloorForTimestamp(10_000 + offset);
            }
        }
    }
}
