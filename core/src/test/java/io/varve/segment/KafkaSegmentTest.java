package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.io.LocalDisk;
import io.varve.segment.SegmentScan.Clean;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.RollParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our segments against those of Kafka's own code: the same files, the same decisions, and each opens the other's. */
class KafkaSegmentTest {

    private static final int BASE_OFFSET = 500;
    private static final int INTERVAL_BYTES = 400;

    @TempDir
    Path temporary;

    private static final SegmentConfig CONFIG = new SegmentConfig(20_000, 1_500, 0, 240, INTERVAL_BYTES);

    private static LogConfig kafkaConfig() {
        return new LogConfig(Map.of(
                "segment.bytes",
                "1048576",
                "segment.index.bytes",
                "240",
                "index.interval.bytes",
                Integer.toString(INTERVAL_BYTES)));
    }

    private LogSegment kafkaSegment(Path directory, boolean exists) throws IOException {
        return LogSegment.open(directory.toFile(), BASE_OFFSET, kafkaConfig(), Time.SYSTEM, exists, 0, false, "");
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(temporary.resolve(name));
    }

    private static SegmentPlace place(Path directory) {
        return new SegmentPlace(directory, LocalDisk.instance(), new FileCache(4), new IndexCache(1 << 20));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyFileAndEveryRollIsWhatKafkaMakesOfTheSameBatches(long seed) throws IOException {
        TestLog log = TestLog.random(new Random(seed), BASE_OFFSET, 120, 350);
        Path theirs = folder("theirs");
        Path ours = folder("ours");
        LogSegment kafka = kafkaSegment(theirs, false);
        Segment segment = Segment.create(place(ours), BASE_OFFSET, CONFIG, Storage.BIRTH);
        for (TestBatch batch : log.batches()) {
            boolean kafkaRolls = kafka.shouldRoll(new RollParams(
                    CONFIG.segmentMs(),
                    CONFIG.segmentBytes(),
                    batch.maxTimestampMs(),
                    batch.lastOffset(),
                    batch.sizeBytes(),
                    0));
            var reason = segment.mustRoll(batch.next(), 0);
            assertEquals(kafkaRolls, reason.isPresent(), () -> "seed " + seed + " at " + batch + ": " + reason);
            if (kafkaRolls) {
                break;
            }
            kafka.append(batch.lastOffset(), MemoryRecords.readableRecords(batch.bytes()));
            segment.append(batch.bytes(), 0, batch.sizeBytes());
        }
        kafka.onBecomeInactiveSegment();
        kafka.close();
        segment.seal();
        segment.close();
        for (String suffix : new String[] {".log", ".index", ".timeindex"}) {
            String name = "00000000000000000500" + suffix;
            assertArrayEquals(
                    Files.readAllBytes(theirs.resolve(name)),
                    Files.readAllBytes(ours.resolve(name)),
                    () -> "seed " + seed + ": " + name);
        }
    }

    @Test
    void kafkaOpensAndContinuesOurSegmentAndWeContinueIts() throws IOException {
        TestLog log = TestLog.random(new Random(20), BASE_OFFSET, 60, 350);
        Path directory = folder("shared");
        Segment first = Segment.create(place(directory), BASE_OFFSET, CONFIG, Storage.BIRTH);
        ByteBuffer run = log.run(0, 20);
        first.append(run, 0, run.limit());
        first.close();

        LogSegment kafka = kafkaSegment(directory, true);
        kafka.sanityCheck(false);
        kafka.offsetIndex().sanityCheck();
        kafka.timeIndex().sanityCheck();
        assertEquals(log.prefix(run.limit()).nextOffset(), kafka.readNextOffset());
        assertEquals(log.prefix(run.limit()).maxTimestampMs(), kafka.maxTimestampSoFar());
        kafka.resizeIndexes(CONFIG.segmentIndexBytes());
        for (TestBatch batch : log.batches().subList(20, 40)) {
            kafka.append(batch.lastOffset(), MemoryRecords.readableRecords(batch.bytes()));
        }
        kafka.close();

        int logBytes = (int) Files.size(directory.resolve("00000000000000000500.log"));
        Clean clean =
                assertInstanceOf(Clean.class, SegmentRecovery.recover(place(directory), BASE_OFFSET, CONFIG, logBytes));
        assertTrue(clean.prefix().storedOffsetEntryCount() > 0, "Kafka's index was not accepted");
        Segment second = Segment.openActive(place(directory), clean.prefix(), CONFIG, Storage.BIRTH);
        ByteBuffer rest = log.run(40, 60);
        second.append(rest, 0, rest.limit());
        log.assertHeldBy(second);
        second.seal();
        log.assertHeldBy(second);
        second.close();

        LogSegment again = kafkaSegment(directory, true);
        again.sanityCheck(false);
        again.offsetIndex().sanityCheck();
        again.timeIndex().sanityCheck();
        assertEquals(log.nextOffset(), again.readNextOffset());
        assertEquals(log.maxTimestampMs(), again.maxTimestampSoFar());
        for (long offset = BASE_OFFSET; offset < log.nextOffset(); offset++) {
            assertTrue(again.offsetIndex().lookup(offset).position() <= log.positionOf(offset));
        }
        again.close();
    }

    @Test
    void indexesThatACrashedKafkaLeftAreTakenUpToTheirZeros() throws IOException {
        TestLog log = TestLog.random(new Random(21), BASE_OFFSET, 40, 350);
        Path directory = folder("crashed");
        LogSegment kafka = kafkaSegment(directory, false);
        for (TestBatch batch : log.batches()) {
            kafka.append(batch.lastOffset(), MemoryRecords.readableRecords(batch.bytes()));
        }
        kafka.flush();
        int entries = kafka.offsetIndex().entries();
        assertEquals(240, Files.size(directory.resolve("00000000000000000500.index")), "set aside in full");
        Clean clean = assertInstanceOf(
                Clean.class, SegmentRecovery.recover(place(directory), BASE_OFFSET, CONFIG, log.sizeBytes()));
        assertEquals(entries, clean.prefix().storedOffsetEntryCount());
        kafka.close();
        assertEquals(log.maxTimestampMs(), clean.prefix().end().maxTimestampMs());
        try (Segment segment = Segment.openActive(place(directory), clean.prefix(), CONFIG, Storage.BIRTH)) {
            log.assertHeldBy(segment);
        }
        assertEquals(entries * 8L, Files.size(directory.resolve("00000000000000000500.index")));
    }
}
