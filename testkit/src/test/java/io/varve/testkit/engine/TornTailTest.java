package io.varve.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AppendOptions;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.Receipt;
import io.varve.TopicSpec;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.DrawnLog;
import io.varve.testkit.StoredRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the death of the process or of the machine leaves at the end of a log is cut at a batch's border, no more. */
class TornTailTest {

    @TempDir
    private Path temporary;

    /** I1, I2, I4, I8; answers KB-3, RV-3, SB-4: a log that goes on behind a torn tail is whole. */
    @ParameterizedTest
    @EnumSource
    void everyCutOfTheLastBatchesEndsAtABatch(EngineDisk kind) {
        Tail tail = tail(Compression.NONE, 12);
        byte[] log = tail.image.bytes(tail.logName);
        int from = tail.ends.get(tail.ends.size() - 3);
        int stride = kind == EngineDisk.MEMORY ? 1 : 37; // a real disk forces each file of each opening
        for (int length = from; length < log.length; length += stride) {
            check(tail, Arrays.copyOf(log, length), length, kind);
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyCutOfACompressedLogEndsAtABatch(Codec codec) {
        Tail tail = tail(Compression.of(codec), 4);
        byte[] log = tail.image.bytes(tail.logName);
        for (int length = 0; length < log.length; length += 3) {
            check(tail, Arrays.copyOf(log, length), length, EngineDisk.MEMORY);
        }
    }

    /** Space that was reserved or not yet written reads as zeroes. */
    @ParameterizedTest
    @EnumSource
    void zeroesBehindTheTornBatchAreCutToo(EngineDisk kind) {
        Tail tail = tail(Compression.NONE, 6);
        byte[] log = tail.image.bytes(tail.logName);
        int from = tail.ends.get(tail.ends.size() - 2);
        int stride = kind == EngineDisk.MEMORY ? 5 : 101;
        for (int length = from; length < log.length; length += stride) {
            check(tail, Arrays.copyOf(Arrays.copyOf(log, length), log.length + 500), length, kind);
        }
    }

    /** The indexes of a dead process may be older or newer than its log: the log wins. Answers RV-3, KB-6. */
    @ParameterizedTest
    @EnumSource
    void indexesThatDoNotFitTheLogAreMadeAgain(EngineDisk kind) {
        Tail tail = tail(Compression.NONE, 8);
        byte[] log = tail.image.bytes(tail.logName);
        StoreImage closed = closed(tail.image);
        String index = tail.logName.replace(".log", ".index");
        String timeIndex = tail.logName.replace(".log", ".timeindex");
        for (int end : tail.ends) {
            StoreImage image = tail.image.with(index, closed.bytes(index)).with(timeIndex, closed.bytes(timeIndex));
            check(
                    new Tail(image, tail.logName, tail.records, tail.ends, tail.offsets),
                    Arrays.copyOf(log, end),
                    end,
                    kind);
        }
    }

    private StoreImage closed(StoreImage image) {
        TestStore store = TestStore.of(image, EngineDisk.MEMORY, temporary);
        store.varve().statistics(); // opens each log, which a log that nobody uses is not
        store.close();
        return store.image();
    }

    /** An open store with one segment, which no checkpoint covers: where each batch ends, in bytes and offsets. */
    private record Tail(
            StoreImage image, String logName, List<StoredRecord> records, List<Integer> ends, List<Long> offsets) {

        /** How many records stand in whole batches before a position. */
        long wholeBefore(int positionBytes) {
            long whole = 0;
            for (int batch = 0; batch < ends.size(); batch++) {
                whole = ends.get(batch) <= positionBytes ? offsets.get(batch) : whole;
            }
            return whole;
        }
    }

    private Tail tail(Compression compression, int batchCount) {
        Draw draw = Draw.from(7);
        List<Integer> ends = new ArrayList<>(List.of(0));
        List<Long> offsets = new ArrayList<>(List.of(0L));
        try (TestStore store = TestStore.on(EngineDisk.MEMORY, temporary)) {
            Partition partition = store.varve()
                    .createTopic(TopicSpec.of("events")
                            .with("durability", "os") // what is acknowledged stands in the segment, and in no journal
                            .with("index.interval.bytes", "50")
                            .with("segment.ms", Long.toString(Long.MAX_VALUE)))
                    .partition(0);
            for (int batch = 0; batch < batchCount; batch++) {
                List<NewRecord> records = DrawnLog.records(draw, TestStore.TIME_MS, 4, 60);
                PreparedBatch prepared = PreparedBatch.of(records, compression);
                Receipt receipt = partition.append(prepared, AppendOptions.DEFAULT);
                ends.add(ends.getLast() + prepared.sizeBytes());
                offsets.add(receipt.offset() + receipt.recordCount());
            }
            StoreImage image = store.image();
            String logName = image.name(".log");
            assertEquals(ends.getLast(), image.bytes(logName).length);
            return new Tail(image, logName, TestStore.readAll(partition), ends, offsets);
        }
    }

    private void check(Tail tail, byte[] log, int wholeBytes, EngineDisk kind) {
        long whole = tail.wholeBefore(wholeBytes);
        String cut = "cut at " + wholeBytes;
        try (TestStore store = TestStore.of(tail.image.with(tail.logName, log), kind, temporary)) {
            Partition partition = store.varve().topic("events").partition(0);
            assertEquals(whole, partition.endOffset(), cut);
            assertEquals(whole, partition.visibleEndOffset(), cut);
            RecordLists.assertSame(tail.records.subList(0, (int) whole), TestStore.readAll(partition), cut);
            NewRecord next = NewRecord.of("next", cut).at(TestStore.TIME_MS);
            assertEquals(whole, partition.append(next).offset(), cut);
            store.reopen();
            List<StoredRecord> now =
                    TestStore.readAll(store.varve().topic("events").partition(0));
            assertEquals(whole + 1, now.size(), "I8: " + cut);
            RecordLists.assertSame(tail.records.subList(0, (int) whole), now.subList(0, (int) whole), "I8: " + cut);
            assertEquals(next, now.getLast().content(), cut);
        }
        assertTrue(whole <= tail.records.size());
    }
}
