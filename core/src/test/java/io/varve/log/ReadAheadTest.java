package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.io.Clock;
import io.varve.io.DiskFile;
import io.varve.io.Entropy;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Long scans, whose blocks other threads read and check: what they give, and how they end. */
class ReadAheadTest {

    private static final long SEED = 20_261_120L;
    private static final Path FOLDER = Path.of("/store");
    private static final int LOG_BYTES = 5 << 20;

    private final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 29));
    private final AtomicInteger readsAhead = new AtomicInteger();
    private Workers workers = Workers.platform();
    private Logs logs = logs();
    private boolean opened;

    private Logs logs() {
        disk.createDirectories(FOLDER);
        return new Logs(
                FOLDER, new Surroundings(disk, Clock.system(), Entropy.system(), workers), 4 << 20, 4 << 20, 64);
    }

    @AfterEach
    void close() {
        disk.unhook();
        logs.close();
        workers.close();
    }

    private void reopen(Workers with) {
        logs.close();
        workers.close();
        workers = with;
        opened = false;
        logs = logs();
    }

    private PartitionLog open(String topic, int segmentBytes) {
        Path folder = FOLDER.resolve(topic + "-0");
        disk.createDirectories(folder);
        LogPlace place = new LogPlace(topic, new java.util.UUID(1, topic.hashCode()), 0, folder);
        PartitionLog log = logs.add(place, TestStore.config(Durability.OS, segmentBytes), () -> {})
                .log();
        if (!opened) {
            opened = true;
            logs.opened(); // so that a checkpoint is kept, and damage is not taken for a torn tail
        }
        return log;
    }

    /** Appends batches of some records until there are so many bytes; a record's value begins with its offset. */
    private static void fill(PartitionLog log, int bytes, int largestValueBytes) {
        SplittableRandom random = new SplittableRandom(SEED);
        long offset = log.endOffset();
        for (int filled = 0; filled < bytes; ) {
            List<NewRecord> batch = new ArrayList<>();
            int count = random.nextInt(1, 60);
            int valueBytes = random.nextInt(16, random.nextInt(10) == 0 ? largestValueBytes : 300);
            for (int i = 0; i < count && (i == 0 || i * valueBytes < 600_000); i++) {
                batch.add(NewRecord.of(value(offset + i, valueBytes)).at(1));
                filled += valueBytes;
            }
            offset = log.append(batch, TestStore.ANY).endOffset();
            log.commit(offset, Durability.OS);
        }
    }

    private static byte[] value(long offset, int sizeBytes) {
        byte[] value = new byte[sizeBytes];
        ByteBuffer.wrap(value).putLong(0, offset).putLong(sizeBytes - Long.BYTES, offset);
        return value;
    }

    /** Scans to the end; gives how far it came. */
    private static long scan(PartitionLog log, long from) {
        try (RecordWalk walk = log.walk(from)) {
            return scan(log, walk, from);
        }
    }

    private static long scan(PartitionLog log, RecordWalk walk, long from) {
        long offset = from;
        while (walk.next(log.visibleEndOffset())) {
            check(walk, offset);
            offset++;
        }
        return offset;
    }

    private static void check(RecordWalk walk, long offset) {
        assertEquals(offset, walk.record().offset());
        ByteBuffer value = walk.record().value();
        assertEquals(offset, value.getLong(value.position()));
        assertEquals(offset, value.getLong(value.limit() - Long.BYTES));
    }

    /** The common pool has but one thread on a small machine, and these wait for each other. */
    private static void onAThreadOfItsOwn(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    private static boolean isAhead() {
        return Thread.currentThread().getName().contains("read-ahead");
    }

    private void countReadsAhead() {
        disk.hook((verb, path) -> {
            if (verb.equals("read") && isAhead()) {
                readsAhead.incrementAndGet();
            }
        });
    }

    private void failReadsAhead(boolean alsoOwn) {
        disk.hook((verb, path) -> {
            if (verb.equals("read") && path.toString().endsWith(".log") && (alsoOwn || isAhead())) {
                readsAhead.incrementAndGet();
                throw TestStore.failure(path, verb);
            }
        });
    }

    @Test
    void aLongScanGivesEveryRecordOnceAndInOrder() {
        fill(open("a", 64 << 20), LOG_BYTES, 2000);
        reopen(Workers.platform());
        PartitionLog log = open("a", 64 << 20);
        countReadsAhead();
        for (int from = 0; from < 2000; from += 499) {
            assertEquals(log.endOffset(), scan(log, from));
        }
        assertEquals(log.endOffset(), scanUntil(() -> readsAhead.get() > 30, log));
    }

    @Test
    void batchesLargerThanABlockAndSmallSegmentsAreNoHindrance() {
        for (int segmentBytes : new int[] {64 << 20, 1 << 20}) {
            String topic = "t" + segmentBytes;
            fill(open(topic, segmentBytes), 3 * LOG_BYTES, 300_000);
            reopen(Workers.platform());
            PartitionLog log = open(topic, segmentBytes);
            assertEquals(log.endOffset(), scan(log, 0));
        }
    }

    @Test
    void whereNoThreadReadsAheadCursorsReadForThemselves() {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        reopen(new StillWorkers());
        PartitionLog log = open("a", 64 << 20);
        assertEquals(log.endOffset(), scan(log, 0));
    }

    @Test
    void whatCannotBeReadAheadIsReadByTheCursor() {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        reopen(Workers.platform());
        PartitionLog log = open("a", 64 << 20);
        failReadsAhead(false);
        assertEquals(log.endOffset(), scanUntil(() -> readsAhead.get() > 3, log));
    }

    @Test
    void aFailingDiskIsReportedByTheCursor() {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        reopen(Workers.platform());
        PartitionLog log = open("a", 64 << 20);
        try (RecordWalk walk = log.walk(0)) {
            for (int offset = 0; offset < 6000; offset++) {
                assertTrue(walk.next(log.visibleEndOffset()));
            }
            failReadsAhead(true);
            assertThrows(StorageFailedException.class, () -> scan(log, walk, 6000));
        }
    }

    /** What a scan of a damaged log gives: how far it comes, and what it says then. */
    private String outcome(Workers with) {
        reopen(with);
        PartitionLog log = open("a", 64 << 20);
        long[] offset = {0};
        try (RecordWalk walk = log.walk(0)) {
            while (walk.next(log.visibleEndOffset())) {
                assertEquals(offset[0], walk.record().offset());
                offset[0]++;
            }
        } catch (CorruptionException damage) {
            return offset[0] + ": " + damage.getMessage();
        }
        return offset[0] + ": no damage";
    }

    @Test
    void damageIsReportedAtTheSamePlaceInTheSameWords() {
        fill(open("a", 64 << 20), LOG_BYTES, 1000);
        reopen(Workers.platform());
        Path file = FOLDER.resolve("a-0").resolve("%020d.log".formatted(0));
        SplittableRandom random = new SplittableRandom(SEED);
        int damaged = 0;
        for (int i = 0; i < 40; i++) {
            int position = random.nextInt(LOG_BYTES);
            int bit = 1 << random.nextInt(8);
            flip(file, position, bit);
            String alone = outcome(new StillWorkers());
            assertEquals(alone, outcome(Workers.platform()), "seed " + SEED + ", byte " + position + ", bit " + bit);
            damaged += alone.endsWith("no damage") ? 0 : 1;
            flip(file, position, bit);
        }
        assertTrue(damaged > 30, "flips that were noticed: " + damaged);
    }

    private void flip(Path path, int position, int bit) {
        try (DiskFile file = disk.openWrite(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.readFully(position, one);
            one.put(0, (byte) (one.get(0) ^ bit)).flip();
            file.writeFully(position, one);
        }
    }

    /** A read under way goes on into a block that no other cursor may get before it is through. */
    @Test
    void aCursorThatIsClosedDuringAReadAheadLeavesNothingToOthers() throws Exception {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        fill(open("b", 64 << 20), LOG_BYTES, 299);
        reopen(Workers.platform());
        PartitionLog a = open("a", 64 << 20);
        PartitionLog b = open("b", 64 << 20);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        disk.hook((verb, path) -> {
            if (verb.equals("read") && isAhead() && path.toString().contains("/a-0/")) {
                reading.countDown();
                await(goOn);
            }
        });
        try (RecordWalk walk = a.walk(0)) {
            for (int offset = 0; reading.getCount() > 0 && walk.position() < 4000; offset++) {
                assertTrue(walk.next(a.visibleEndOffset()));
                check(walk, offset);
            }
            assertTrue(reading.await(10, TimeUnit.SECONDS));
        }
        CompletableFuture<Long> other =
                CompletableFuture.supplyAsync(() -> scan(b, 0), ReadAheadTest::onAThreadOfItsOwn);
        goOn.countDown();
        assertEquals(b.endOffset(), other.get(30, TimeUnit.SECONDS));
        assertEquals(a.endOffset(), scan(a, 0));
    }

    /** Scans again and again: one may be over before the thread that is to read ahead has begun. */
    private static long scanUntil(BooleanSupplier isSeen, PartitionLog log) {
        long end = scan(log, 0);
        while (!isSeen.getAsBoolean()) {
            end = scan(log, 0);
        }
        return end;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aScanDoesNotWaitForThreadsThatHaveOtherWork() throws Exception {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        fill(open("b", 64 << 20), LOG_BYTES, 300);
        reopen(Workers.platform());
        PartitionLog a = open("a", 64 << 20);
        PartitionLog b = open("b", 64 << 20);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(2);
        disk.hook((verb, path) -> {
            if (verb.equals("read") && isAhead() && path.toString().contains("/a-0/")) {
                reading.countDown();
                await(goOn);
            }
        });
        List<CompletableFuture<Long>> stuck = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            stuck.add(CompletableFuture.supplyAsync(
                    () -> scanUntil(() -> reading.getCount() == 0, a), ReadAheadTest::onAThreadOfItsOwn));
        }
        assertTrue(reading.await(20, TimeUnit.SECONDS));
        assertEquals(b.endOffset(), scan(b, 0));
        goOn.countDown();
        for (CompletableFuture<Long> scan : stuck) {
            assertEquals(a.endOffset(), scan.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void moreScansThanAreServedAndForgottenOnesAllGoOn() {
        fill(open("a", 64 << 20), LOG_BYTES, 300);
        reopen(Workers.platform());
        PartitionLog log = open("a", 64 << 20);
        List<RecordWalk> walks = new ArrayList<>();
        long middle = log.endOffset() / 2;
        for (int i = 0; i < ReadAhead.SCANS + 3; i++) {
            RecordWalk walk = log.walk(0);
            walks.add(walk);
            for (long offset = 0; offset < middle; offset++) {
                assertTrue(walk.next(log.visibleEndOffset()));
                check(walk, offset);
            }
        }
        countReadsAhead();
        assertEquals(log.endOffset(), scanUntil(() -> readsAhead.get() > 0, log), "by a scan that was taken over");
        for (RecordWalk walk : walks) {
            assertEquals(log.endOffset(), scan(log, walk, middle));
            walk.close();
        }
    }

    @Test
    void deletionAndCloseDuringScansEndThemWithTheRightError() throws Exception {
        for (int round = 0; round < 6; round++) {
            String topic = "r" + round;
            fill(open(topic, 1 << 20), LOG_BYTES, 400);
            reopen(Workers.platform());
            PartitionLog log = open(topic, 1 << 20);
            CountDownLatch begun = new CountDownLatch(2);
            List<CompletableFuture<Void>> scans = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                scans.add(CompletableFuture.runAsync(
                        () -> scanWhileItIsThere(log, begun), ReadAheadTest::onAThreadOfItsOwn));
            }
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            if (round % 2 == 0) {
                for (int step = 1; step <= 8; step++) {
                    log.deleteBefore(log.endOffset() * step / 8);
                }
                assertEquals(log.endOffset(), scan(log, log.startOffset()));
            }
            reopen(Workers.platform());
            for (CompletableFuture<Void> scan : scans) {
                scan.get(30, TimeUnit.SECONDS);
            }
            assertEquals(0, disk.openFiles());
        }
    }

    private static void scanWhileItIsThere(PartitionLog log, CountDownLatch begun) {
        for (int i = 0; i < 50; i++) {
            try {
                long from = log.startOffset();
                scan(log, from);
                begun.countDown();
            } catch (OffsetOutOfRangeException | ClosedException expected) {
                begun.countDown();
            }
        }
    }

    @Test
    void aScanBehindAWriterThatRollsGivesEveryRecord() throws Exception {
        PartitionLog log = open("a", 2 << 20);
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(() -> fill(log, 24 << 20, 5000), ReadAheadTest::onAThreadOfItsOwn);
        while (!writer.isDone()) {
            assertTrue(scan(log, 0) <= log.endOffset());
        }
        writer.get(10, TimeUnit.SECONDS);
        assertEquals(log.endOffset(), scan(log, 0));
    }
}
