package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.segment.SegmentScan.Clean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentFailureTest {

    private static final SegmentConfig CONFIG = Storage.config(1 << 30, 300);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void aRunIsOneWrite(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        TestLog log = TestLog.random(new Random(1), 0, 64, 300);
        try (Segment segment = Segment.create(Storage.place(disk, temporary), 0, CONFIG, Storage.BIRTH)) {
            segment.append(log.bytes(), 0, log.sizeBytes());
            assertEquals(1, disk.writes());
            log.assertHeldBy(segment);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shortWritesAreContinued(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        disk.takeAtMost(77);
        TestLog log = TestLog.random(new Random(2), 0, 64, 300);
        try (Segment segment = Segment.create(Storage.place(disk, temporary), 0, CONFIG, Storage.BIRTH)) {
            log.appendTo(segment, new Random(2));
            log.assertHeldBy(segment);
            log.assertBytesOf(segment);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedWriteLeavesNothingBehindAndTheNextOneTakesItsPlace(Storage storage) {
        TestLog log = TestLog.random(new Random(3), 0, 20, 300);
        ByteBuffer first = log.run(0, 10);
        ByteBuffer lost = log.run(10, 20);
        for (int bytes = 0; bytes < lost.limit(); bytes += 97) {
            FaultyDisk disk = new FaultyDisk(storage.disk());
            SegmentPlace place = Storage.place(disk, temporary.resolve("after" + bytes));
            Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
            segment.append(first, 0, first.limit());
            disk.failAfterWriting(bytes);
            assertThrows(StorageFailedException.class, () -> segment.append(lost, 0, lost.limit()));
            log.prefix(first.limit()).assertHeldBy(segment);
            disk.failAfterWriting(Long.MAX_VALUE);

            TestLog retried = log.prefix(first.limit());
            retried.add(new TestBatch(retried.nextOffset() + 3, retried.nextOffset() + 3, 90, 77_777));
            ByteBuffer next = retried.run(10, 11);
            segment.append(next, 0, next.limit());
            retried.assertHeldBy(segment);
            retried.assertBytesOf(segment);
            segment.seal();
            segment.force();
            segment.close();
            Clean clean = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 0, CONFIG, 0));
            assertEquals(retried.nextOffset(), clean.prefix().end().nextOffset());
            assertEquals(retried.sizeBytes(), clean.prefix().end().sizeBytes());
            assertEquals(0, disk.openFiles());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentClosedAfterAFailedWriteHoldsWhatWasAppended(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        SegmentPlace place = Storage.place(disk, temporary);
        TestLog log = TestLog.random(new Random(4), 0, 20, 300);
        ByteBuffer first = log.run(0, 10);
        ByteBuffer lost = log.run(10, 20);
        Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
        segment.append(first, 0, first.limit());
        disk.failAfterWriting(lost.limit() - 1);
        assertThrows(StorageFailedException.class, () -> segment.append(lost, 0, lost.limit()));
        disk.failAfterWriting(Long.MAX_VALUE);
        segment.close();
        Clean clean = assertInstanceOf(Clean.class, SegmentRecovery.recover(place, 0, CONFIG, first.limit()));
        assertEquals(first.limit(), clean.prefix().end().sizeBytes());
    }

    @ParameterizedTest
    @EnumSource
    void afterAFailedForceNothingIsTakenAnyMore(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        TestLog log = TestLog.random(new Random(5), 0, 20, 300);
        ByteBuffer first = log.run(0, 10);
        ByteBuffer next = log.run(10, 20);
        Segment segment = Segment.create(Storage.place(disk, temporary), 0, CONFIG, Storage.BIRTH);
        segment.append(first, 0, first.limit());
        disk.failForces(true);
        assertThrows(StorageFailedException.class, segment::forceLog);
        disk.failForces(false);
        assertThrows(StorageFailedException.class, segment::forceLog);
        assertThrows(StorageFailedException.class, segment::force);
        assertThrows(StorageFailedException.class, segment::seal);
        assertThrows(StorageFailedException.class, () -> segment.append(next, 0, next.limit()));
        log.prefix(first.limit()).assertHeldBy(segment);
        segment.close();
        assertEquals(0, disk.openFiles());
    }

    @ParameterizedTest
    @EnumSource
    void handlesAreGivenBackWhereClosingFails(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        TestLog log = TestLog.random(new Random(6), 0, 20, 300);
        Segment segment = Segment.create(Storage.place(disk, temporary), 0, CONFIG, Storage.BIRTH);
        segment.append(log.bytes(), 0, log.sizeBytes());
        disk.creatingFailsWith(StorageFailedException.Kind.IO); // a full disk would be no reason to fail
        disk.failCreating(true);
        assertThrows(StorageFailedException.class, segment::close);
        assertEquals(0, disk.openFiles());
        segment.close();
    }

    @ParameterizedTest
    @EnumSource
    void missingIndexesOnAFullDiskDoNotKeepAnyoneFromReading(Storage storage) {
        FaultyDisk disk = new FaultyDisk(storage.disk());
        SegmentPlace place = Storage.place(disk, temporary);
        TestLog log = TestLog.random(new Random(7), 0, 40, 300);
        Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
        log.appendTo(segment, new Random(7));
        segment.seal();
        segment.force();
        segment.close();
        disk.delete(place.paths(0).offsetIndex());
        disk.delete(place.paths(0).timeIndex());
        disk.failCreating(true);
        try (Segment sealed = Segment.openSealed(place, 0, log.nextOffset(), CONFIG)) {
            log.assertHeldBy(sealed);
        }
        disk.failCreating(false);
        try (Segment sealed = Segment.openSealed(place, 0, log.nextOffset(), CONFIG)) {
            log.assertHeldBy(sealed);
            assertTrue(disk.exists(place.paths(0).offsetIndex()));
            assertTrue(disk.exists(place.paths(0).timeIndex()));
        }
    }
}
