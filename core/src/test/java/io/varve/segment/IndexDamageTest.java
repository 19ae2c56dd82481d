package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.segment.SegmentFileName.Kind;
import io.varve.segment.SegmentFileName.State;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to an index file, lookups answer from the log. */
class IndexDamageTest {

    private static final SegmentConfig CONFIG = Storage.config(1 << 30, 300);

    private final Disk disk = new MemoryDisk(1 << 28);
    private final TestLog log = TestLog.random(new Random(1), 5, 30, 300);
    private SegmentPlace place = Storage.place(disk, Path.of("/store"));

    @BeforeEach
    void seal() {
        Segment segment = Segment.create(place, 5, CONFIG, Storage.BIRTH);
        log.appendTo(segment, new Random(1));
        segment.seal();
        segment.force();
        segment.close();
    }

    private Path path(Kind kind) {
        return place.paths(5).path(kind, State.LIVE);
    }

    private ByteBuffer content(Kind kind) {
        try (DiskFile file = disk.openRead(path(kind))) {
            ByteBuffer content = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, content);
            return content.flip();
        }
    }

    private void replace(Kind kind, ByteBuffer content) {
        disk.delete(path(kind));
        try (DiskFile file = disk.create(path(kind), 0)) {
            file.writeFully(0, content.duplicate());
        }
    }

    private void assertRight() {
        try (Segment sealed = Segment.openSealed(place, 5, log.nextOffset(), CONFIG)) {
            log.assertHeldBy(sealed);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFFSET_INDEX", "TIME_INDEX"})
    void noFlippedBitLeadsAstray(Kind kind) {
        ByteBuffer right = content(kind);
        for (int at = 0; at < right.limit(); at++) {
            for (int bit = 0; bit < 8; bit++) {
                ByteBuffer flipped = ByteBuffer.allocate(right.limit())
                        .put(right.duplicate())
                        .flip();
                flipped.put(at, (byte) (flipped.get(at) ^ 1 << bit));
                replace(kind, flipped);
                assertRight();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFFSET_INDEX", "TIME_INDEX"})
    void noTruncationAndNoZeroedTailLeadsAstray(Kind kind) {
        ByteBuffer right = content(kind);
        for (int bytes = 0; bytes < right.limit(); bytes++) {
            replace(kind, right.duplicate().limit(bytes));
            assertRight();
            replace(
                    kind,
                    ByteBuffer.allocate(right.limit())
                            .put(right.duplicate().limit(bytes))
                            .clear());
            assertRight();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OFFSET_INDEX", "TIME_INDEX"})
    void noGarbageLeadsAstray(Kind kind) {
        ByteBuffer right = content(kind);
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            byte[] garbage = new byte[random.nextInt(3 * right.limit())];
            random.nextBytes(garbage);
            replace(kind, ByteBuffer.wrap(garbage));
            assertRight();
        }
    }

    @Test
    void anIndexOfAnotherSegmentIsNotBelieved() {
        TestLog other = TestLog.random(new Random(2), 5, 30, 300);
        SegmentPlace elsewhere = Storage.place(disk, Path.of("/other"));
        Segment segment = Segment.create(elsewhere, 5, CONFIG, Storage.BIRTH);
        other.appendTo(segment, new Random(2));
        segment.seal();
        segment.force();
        segment.close();
        for (Kind kind : new Kind[] {Kind.OFFSET_INDEX, Kind.TIME_INDEX}) {
            disk.delete(path(kind));
            disk.rename(elsewhere.paths(5).path(kind, State.LIVE), path(kind));
        }
        assertRight();
    }

    @Test
    void whatWasMadeAgainIsStoredAsItWas() {
        for (Kind kind : new Kind[] {Kind.OFFSET_INDEX, Kind.TIME_INDEX}) {
            ByteBuffer right = content(kind);
            replace(kind, ByteBuffer.allocate(7));
            assertRight();
            assertEquals(right, content(kind));
        }
    }

    /** Its first entry is all zeros, as is space that was set aside. */
    @Test
    void anEntryOfTimestampZeroAtTheFirstOffsetIsBelieved() {
        for (int batches = 1; batches < 8; batches++) {
            TestLog old = new TestLog(0);
            for (int offset = 0; offset < batches; offset++) {
                old.add(new TestBatch(offset, offset, 250, offset < 4 ? 0 : offset));
            }
            Segment segment = Segment.create(place, 0, CONFIG, Storage.BIRTH);
            segment.append(old.bytes(), 0, old.sizeBytes());
            segment.seal();
            segment.close();
            FaultyDisk refusing = new FaultyDisk(disk);
            refusing.failAfterWriting(0);
            SegmentPlace fresh = Storage.place(refusing, Path.of("/store"));
            try (Segment sealed = Segment.openSealed(fresh, 0, old.nextOffset(), CONFIG)) {
                old.assertHeldBy(sealed);
            }
            assertEquals(0, refusing.writes(), "the index was made again");
            Segment.openSealed(place, 0, old.nextOffset(), CONFIG).delete();
        }
    }

    /** Kafka takes the largest timestamp of a sealed segment from there. */
    @Test
    void theEntryThatClosesATimeIndexIsMadeAgain() {
        ByteBuffer right = content(Kind.TIME_INDEX);
        replace(Kind.TIME_INDEX, right.duplicate().limit(right.limit() - TimeIndex.ENTRY_BYTES));
        assertRight();
        assertEquals(right, content(Kind.TIME_INDEX));
    }

    @Test
    void aFalseIndexOverADamagedLogIsDamage() {
        ByteBuffer damaged = content(Kind.LOG);
        int at = log.prefix(damaged.limit() / 2).sizeBytes() + 40;
        damaged.put(at, (byte) (damaged.get(at) ^ 1));
        replace(Kind.LOG, damaged);
        replace(Kind.OFFSET_INDEX, ByteBuffer.allocate(7));
        try (Segment sealed = Segment.openSealed(place, 5, log.nextOffset(), CONFIG)) {
            CorruptionException damage = assertThrows(
                    CorruptionException.class, () -> sealed.readFrom(log.nextOffset() - 1, ByteBuffer.allocate(500)));
            assertEquals(log.prefix(damaged.limit() / 2).sizeBytes(), damage.positionBytes());
            assertEquals(path(Kind.LOG), damage.file());
        }
    }

    @Test
    void aContinuedSegmentIsNotLedAstrayEither() {
        ByteBuffer right = content(Kind.OFFSET_INDEX);
        TestLog more = TestLog.random(new Random(3), log.nextOffset(), 10, 300);
        for (int at = 0; at < right.limit(); at++) {
            ByteBuffer flipped =
                    ByteBuffer.allocate(right.limit()).put(right.duplicate()).flip();
            flipped.put(at, (byte) (flipped.get(at) ^ 2));
            replace(Kind.OFFSET_INDEX, flipped);
            SegmentPrefix prefix =
                    SegmentRecovery.recover(place, 5, CONFIG, log.sizeBytes()).prefix();
            Segment segment = Segment.openActive(place, prefix, CONFIG, Storage.BIRTH);
            log.assertHeldBy(segment);
            ByteBuffer run = more.bytes();
            segment.append(run, 0, run.limit());
            TestLog whole = log.prefix(log.sizeBytes());
            more.batches().forEach(whole::add);
            whole.assertHeldBy(segment);
            segment.seal();
            whole.assertHeldBy(segment);
            segment.force();
            segment.close();
            try (Segment sealed = Segment.openSealed(place, 5, whole.nextOffset(), CONFIG)) {
                whole.assertHeldBy(sealed);
            }
            SegmentRecovery.truncate(place, 5, log.sizeBytes());
        }
    }
}
