package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.io.MemoryDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentRollTest {

    private static final long NEVER_MS = Long.MAX_VALUE / 2;

    private static Segment segment(SegmentConfig config, SegmentBirth birth) {
        SegmentPlace place = Storage.place(new MemoryDisk(1 << 28), Path.of("/store"));
        return Segment.create(place, 0, config, birth);
    }

    private static void append(Segment segment, TestBatch batch) {
        segment.append(batch.bytes(), 0, batch.sizeBytes());
    }

    private static Optional<RollReason> roll(Segment segment, TestBatch batch) {
        return segment.mustRoll(batch.next(), 0);
    }

    @Test
    void aBatchThatFillsTheSegmentExactlyStaysAndTheNextByteRolls() {
        try (Segment segment = segment(new SegmentConfig(1_000, NEVER_MS, 0, 1 << 20, 4096), Storage.BIRTH)) {
            append(segment, new TestBatch(0, 0, 600, 5));
            assertEquals(Optional.empty(), roll(segment, new TestBatch(1, 1, 400, 5)));
            assertEquals(Optional.of(RollReason.SIZE), roll(segment, new TestBatch(1, 1, 401, 5)));
        }
    }

    @Test
    void anEmptySegmentTakesABatchThatIsLargerThanSegments() {
        try (Segment segment = segment(new SegmentConfig(1_000, 0, 0, 0, 0), Storage.BIRTH)) {
            assertEquals(Optional.empty(), segment.mustRoll(new NextBatch(0, 5_000, 5), 1_000_000));
        }
    }

    @Test
    void ageIsCountedFromTheFirstBatchsTimestampLessJitter() {
        SegmentConfig config = new SegmentConfig(1 << 20, 1_000, 0, 1 << 20, 4096);
        try (Segment segment = segment(config, new SegmentBirth(0, 100))) {
            append(segment, new TestBatch(0, 0, 100, 50));
            append(segment, new TestBatch(1, 1, 100, 700));
            assertEquals(Optional.empty(), roll(segment, new TestBatch(2, 2, 100, 950)));
            assertEquals(Optional.of(RollReason.AGE), roll(segment, new TestBatch(2, 2, 100, 951)));
        }
    }

    @Test
    void ageIsCountedByTheWallClockWhereTheFirstBatchHasNoTimestamp() {
        SegmentConfig config = new SegmentConfig(1 << 20, 1_000, 0, 1 << 20, 4096);
        try (Segment segment = segment(config, new SegmentBirth(5_000, 0))) {
            append(segment, new TestBatch(0, 0, 100, -1));
            assertEquals(Optional.empty(), segment.mustRoll(new NextBatch(1, 100, -1), 6_000));
            assertEquals(Optional.of(RollReason.AGE), segment.mustRoll(new NextBatch(1, 100, -1), 6_001));
        }
    }

    @Test
    void aFullOffsetIndexRolls() {
        try (Segment segment = segment(new SegmentConfig(1 << 20, NEVER_MS, 0, 24, 0), Storage.BIRTH)) {
            long offset = 0;
            for (; offset < 4; offset++) {
                assertEquals(Optional.empty(), roll(segment, new TestBatch(offset, offset, 100, -1)));
                append(segment, new TestBatch(offset, offset, 100, -1));
            }
            assertEquals(Optional.of(RollReason.OFFSET_INDEX_FULL), roll(segment, new TestBatch(4, 4, 100, -1)));
        }
    }

    @Test
    void aTimeIndexWithOneEntryLeftRolls() {
        try (Segment segment = segment(new SegmentConfig(1 << 20, NEVER_MS, 0, 60, 0), Storage.BIRTH)) {
            for (long offset = 0; offset < 5; offset++) {
                assertEquals(Optional.empty(), roll(segment, new TestBatch(offset, offset, 100, offset)));
                append(segment, new TestBatch(offset, offset, 100, offset));
            }
            assertEquals(Optional.of(RollReason.TIME_INDEX_FULL), roll(segment, new TestBatch(5, 5, 100, 6)));
            segment.append(new TestBatch(5, 5, 100, 6).bytes(), 0, 100);
            assertEquals(6, segment.maxTimestampMs());
        }
    }

    @Test
    void anOffsetBeyondTheIndexsRangeRollsEvenAnEmptySegment() {
        try (Segment segment = segment(Storage.config(1 << 20, 0), Storage.BIRTH)) {
            long last = Integer.MAX_VALUE;
            assertEquals(Optional.empty(), segment.mustRoll(new NextBatch(last, 100, 5), 0));
            assertEquals(Optional.of(RollReason.OFFSET_RANGE), segment.mustRoll(new NextBatch(last + 1, 100, 5), 0));
        }
    }

    @Test
    void aLogNeverGrowsBeyondWhatAPositionCanSay() {
        try (Segment segment = segment(Storage.config(Integer.MAX_VALUE, 0), Storage.BIRTH)) {
            append(segment, new TestBatch(0, 0, 100, 5));
            assertEquals(
                    Optional.of(RollReason.SIZE), segment.mustRoll(new NextBatch(1, Integer.MAX_VALUE - 99, 5), 0));
        }
    }

    @Test
    void aNewConfigurationCountsFromTheNextBatchOn() {
        try (Segment segment = segment(Storage.config(1_000, 0), Storage.BIRTH)) {
            append(segment, new TestBatch(0, 0, 900, 5));
            assertEquals(Optional.of(RollReason.SIZE), roll(segment, new TestBatch(1, 1, 200, 5)));
            segment.configure(Storage.config(2_000, 0));
            assertEquals(Optional.empty(), roll(segment, new TestBatch(1, 1, 200, 5)));
        }
    }

    @Test
    void aRunIsSplitWhereBatchByBatchItWouldHaveRolled() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            TestLog log = TestLog.random(random, 0, 60, 400);
            SegmentConfig config = new SegmentConfig(
                    2_000 + random.nextInt(8_000), 300 + random.nextInt(400), 0, 60 + random.nextInt(200), 300);
            try (Segment one = segment(config, Storage.BIRTH);
                    Segment all = segment(config, Storage.BIRTH)) {
                int expected = 0;
                for (TestBatch batch : log.batches()) {
                    if (roll(one, batch).isPresent()) {
                        break;
                    }
                    append(one, batch);
                    expected += batch.sizeBytes();
                }
                ByteBuffer run = log.bytes();
                assertEquals(expected, all.runEnd(run, 0, run.limit(), 0), "seed " + seed);
                assertEquals(expected, all.runEnd(run, 0, run.limit(), 0), "asking changes nothing");
            }
        }
    }
}
