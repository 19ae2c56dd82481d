package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.batch.BatchHeader;
import io.varve.error.ClosedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any number of sealed segments under bounds on handles and index memory. */
class SegmentCacheTest {

    private static final int SEGMENTS = 500;
    private static final int HANDLES_MAX = 16;
    private static final int READERS = 4;
    private static final long INDEX_BYTES_MAX = 4_000;
    private static final SegmentConfig CONFIG = Storage.config(1 << 20, 100);

    @TempDir
    Path temporary;

    private static SegmentPlace place(FaultyDisk disk, Path temporary) {
        Path directory = temporary.resolve("orders-0");
        disk.createDirectories(directory);
        return new SegmentPlace(directory, disk, new FileCache(HANDLES_MAX), new IndexCache(INDEX_BYTES_MAX));
    }

    /** Segments of ten offsets each. */
    private static List<Segment> sealed(SegmentPlace place, int count) {
        List<Segment> segments = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Segment segment = Segment.create(place, number * 10L, CONFIG, Storage.BIRTH);
            for (long offset = number * 10L; offset < number * 10L + 10; offset++) {
                ByteBuffer batch = new TestBatch(offset, offset, 120, offset).bytes();
                segment.append(batch, 0, batch.limit());
            }
            segment.seal();
            segment.close();
            segments.add(Segment.openSealed(place, number * 10L, number * 10L + 10, CONFIG));
        }
        return segments;
    }

    private static void assertReads(List<Segment> segments, long offset) {
        Segment segment = segments.get((int) (offset / 10));
        ByteBuffer target = ByteBuffer.allocate(120 * 10);
        int position = segment.readFrom(offset, target);
        int at = (int) (offset % 10) * 120 - position;
        assertTrue(at >= 0 && at < target.position());
        assertEquals(offset, BatchHeader.baseOffset(target, at));
        assertTrue(segment.offsetFloorForTimestamp(offset) < offset);
    }

    @ParameterizedTest
    @EnumSource
    void readersOfAllSegmentsStayWithinTheBounds(Storage storage) throws InterruptedException {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        SegmentPlace place = place(disk, temporary);
        List<Segment> segments = sealed(place, SEGMENTS);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int reader = 0; reader < READERS; reader++) {
            Random random = new Random(reader);
            readers.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int count = 0; count < 1_500; count++) {
                        assertReads(segments, random.nextLong(SEGMENTS * 10L));
                        assertTrue(place.indexes().heldBytes() <= INDEX_BYTES_MAX);
                    }
                } catch (Throwable thrown) {
                    failure.set(thrown);
                }
            }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertNull(failure.get());
        int most = disk.mostOpenFiles();
        int allowed = HANDLES_MAX + 2 * READERS;
        assertTrue(most <= allowed, () -> most + " handles open, expected at most " + allowed);
        assertTrue(place.files().openCount() <= HANDLES_MAX);
        segments.forEach(Segment::close);
        assertEquals(0, disk.openFiles());
        assertEquals(0, place.indexes().heldBytes());
    }

    @ParameterizedTest
    @EnumSource
    void aReaderOfADeletedSegmentGetsItsBytesOrTheReason(Storage storage) throws InterruptedException {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        SegmentPlace place = place(disk, temporary);
        List<Segment> segments = sealed(place, 200);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean deleted = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            Random random = new Random(1);
            for (int left = 200; left > 0; left -= deleted.get() ? 1 : 0) {
                try {
                    begun.countDown();
                    assertReads(segments, random.nextLong(2_000));
                } catch (ClosedException closed) {
                    refused.incrementAndGet();
                } catch (Throwable thrown) {
                    failure.set(thrown);
                    return;
                }
            }
        });
        begun.await();
        segments.subList(0, 190).forEach(Segment::delete);
        deleted.set(true);
        reader.join();
        assertNull(failure.get());
        assertTrue(refused.get() > 0);
        segments.subList(190, 200).forEach(Segment::close);
        assertEquals(0, disk.openFiles());
        assertEquals(30, disk.list(place.directory()).size());
    }

    @ParameterizedTest
    @EnumSource
    void openingSealedSegmentsTouchesNoFile(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        SegmentPlace place = place(disk, temporary);
        for (int number = 0; number < 10_000; number++) {
            Segment segment = Segment.openSealed(place, number * 10L, number * 10L + 10, CONFIG);
            assertEquals(number * 10L + 10, segment.nextOffset());
            assertTrue(segment.isSealed());
        }
        assertEquals(0, disk.mostOpenFiles());
    }

    @ParameterizedTest
    @EnumSource
    void anIndexLargerThanTheWholeBoundIsUsedButNotKept(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        Path directory = temporary.resolve("orders-0");
        disk.createDirectories(directory);
        SegmentPlace place = new SegmentPlace(directory, disk, new FileCache(1), new IndexCache(10));
        List<Segment> segments = sealed(place, 3);
        for (long offset = 0; offset < 30; offset++) {
            assertReads(segments, offset);
        }
        assertEquals(0, place.indexes().heldBytes());
        assertDoesNotThrow(() -> segments.forEach(Segment::close));
    }
}
