package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.io.PassingDisk;
import io.varve.io.PassingFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Active segments under the bound on open files, and what an idle one costs. */
class OpenFilesTest {

    private static final Path FOLDER = Path.of("/orders-0");
    private static final int FILES_MAX = 8;
    private static final SegmentConfig CONFIG = Storage.config(1 << 20, 100);

    /** Notes which handles hold bytes that were not forced, and whether one is closed with them. */
    private static final class WatchedDisk extends PassingDisk {

        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger closedUnforced = new AtomicInteger();
        private final AtomicInteger indexForces = new AtomicInteger();
        private Path failing = Path.of("/none");

        WatchedDisk() {
            super(new MemoryDisk(1 << 28));
        }

        @Override
        public DiskFile create(Path path, long expectedBytes) {
            return new Watched(super.create(path, expectedBytes));
        }

        @Override
        public DiskFile openRead(Path path) {
            return new Watched(super.openRead(path));
        }

        @Override
        public DiskFile openWrite(Path path) {
            return new Watched(super.openWrite(path));
        }

        private final class Watched extends PassingFile {

            private boolean unforced;

            Watched(DiskFile file) {
                super(file);
                open.incrementAndGet();
            }

            @Override
            public int write(long positionBytes, ByteBuffer buffer) {
                unforced = true;
                return super.write(positionBytes, buffer);
            }

            @Override
            public void force(boolean metadata) {
                if (path().equals(failing)) {
                    throw new StorageFailedException(
                            path(), "force", -1, StorageFailedException.Kind.IO, "told to fail");
                }
                super.force(metadata);
                unforced = false;
                indexForces.addAndGet(path().toString().endsWith("index") ? 1 : 0);
            }

            @Override
            public void close() {
                super.close();
                open.decrementAndGet();
                if (unforced && path().toString().endsWith(".log")) {
                    closedUnforced.incrementAndGet();
                }
            }
        }
    }

    private final WatchedDisk disk = new WatchedDisk();
    private final SegmentPlace place = place(disk);

    private static SegmentPlace place(Disk disk) {
        disk.createDirectories(FOLDER);
        return new SegmentPlace(FOLDER, disk, new FileCache(FILES_MAX), new IndexCache(1 << 20));
    }

    private List<Segment> active(int count) {
        List<Segment> segments = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            segments.add(Segment.create(place, number * 100L, CONFIG, Storage.BIRTH));
        }
        return segments;
    }

    private static void append(Segment segment) {
        long offset = segment.nextOffset();
        ByteBuffer batch = new TestBatch(offset, offset, 120, offset).bytes();
        segment.append(batch, 0, batch.limit());
    }

    @Test
    void activeSegmentsShareTheHandlesAndForceThroughTheOneThatWrote() {
        List<Segment> segments = active(100);
        for (int round = 0; round < 3; round++) {
            for (Segment segment : segments) {
                append(segment);
                assertTrue(disk.open.get() <= FILES_MAX + 1, () -> disk.open + " files are open");
            }
        }
        for (Segment segment : segments) {
            assertEquals(3, segment.nextOffset() - segment.baseOffset());
            segment.forceLog();
        }
        assertEquals(0, disk.closedUnforced.get(), "handles closed with bytes that were not forced");
        segments.forEach(Segment::close);
        assertEquals(0, disk.open.get());
    }

    @Test
    void sealedSegmentsThatNobodyForcesGiveTheirHandlesBackToo() {
        for (Segment segment : active(100)) {
            append(segment);
            segment.seal();
            assertTrue(disk.open.get() <= FILES_MAX + 1, () -> disk.open + " files are open");
        }
        assertEquals(0, disk.closedUnforced.get());
    }

    /** Else the writers and indexes of a topic that nobody flushes would stay in memory for good. */
    @Test
    void sealedSegmentsAreForcedWithTheirIndexesBeforeThereAreMany() {
        for (Segment segment : active(100)) {
            append(segment);
            segment.forceLog();
            segment.seal();
        }
        assertEquals(0, disk.indexForces.get() % 2, "both indexes of a segment are forced");
        assertTrue(disk.indexForces.get() / 2 >= 100 - FILES_MAX, () -> disk.indexForces + " forces of indexes");
    }

    @Test
    void aForceForTheSakeOfOthersThatFailsIsToldToThoseWhoseSegmentItIs() {
        List<Segment> segments = active(FILES_MAX);
        disk.failing = segments.getFirst().path();
        segments.forEach(OpenFilesTest::append);
        segments.subList(1, FILES_MAX).forEach(OpenFilesTest::append);
        assertThrows(StorageFailedException.class, () -> append(segments.getFirst()));
        assertThrows(StorageFailedException.class, () -> segments.getFirst().forceLog());
        segments.subList(1, FILES_MAX).forEach(Segment::forceLog);
    }

    /** What is not read is this object and nothing else: 100,000 of them are some MiB. */
    @Test
    void aSealedSegmentTakesLessThanAKibibyteOfHeap() {
        int count = 50_000;
        long before = usedBytes();
        Segment[] segments = new Segment[count];
        for (int number = 0; number < count; number++) {
            segments[number] = Segment.openSealed(place, number, number + 1, CONFIG);
        }
        long bytesEach = (usedBytes() - before) / count;
        assertEquals(count - 1, segments[count - 1].baseOffset());
        assertTrue(bytesEach < 512, () -> bytesEach + " bytes a segment");
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
