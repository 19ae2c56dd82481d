package io.varve.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.PreparedBatch;
import io.varve.ReadOptions;
import io.varve.Receipt;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.error.InvalidBatchException;
import io.varve.error.InvalidTimestampException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.RecordTooLargeException;
import io.varve.error.UnexpectedOffsetException;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import io.varve.testkit.Draw;
import io.varve.testkit.DrawnLog;
import io.varve.testkit.PartitionModel;
import io.varve.testkit.StoredRecord;
import io.varve.testkit.engine.EngineDisk;
import io.varve.testkit.engine.RecordLists;
import io.varve.testkit.engine.TestStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One partition and the model of it, taken through the same steps; after each step both must answer the same. */
final class LogScript implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int MESSAGE_BYTES_MAX = 40_000;

    private final Draw draw;
    private final PartitionModel model = new PartitionModel();
    private final Map<String, String> configuration;
    private TestStore store;
    private Topic topic;
    private Partition partition;

    /** Everything before it was acknowledged with OS or DISK and survives the death of the process (I1). */
    private long survivingEndOffset;

    /** Everything before it was acknowledged with the topic's durability, so readers see it (I3, I5). */
    private long acknowledgedEndOffset;

    LogScript(Draw draw, EngineDisk disk, Path temporary) {
        this.draw = draw;
        this.store = TestStore.on(disk, temporary);
        this.configuration = new TreeMap<>(DrawnLog.configuration(draw));
        configuration.put("max.message.bytes", Integer.toString(MESSAGE_BYTES_MAX));
        this.topic = store.varve().createTopic(new TopicSpec("events", 1, configuration));
        this.partition = topic.partition(0);
        draw.note("configuration " + configuration);
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            step();
            checkBorders();
            if (draw.oneIn(8)) {
                checkEverything();
            }
        }
        checkEverything();
        reopen();
        checkEverything();
    }

    private void step() {
        switch (draw.below(26)) {
            case 0, 1, 2, 3, 4 -> appendOne();
            case 5, 6, 7 -> appendList();
            case 8 -> appendPrepared();
            case 9 -> appendReplicated();
            case 10 -> appendUnexpected();
            case 11 -> appendTooLarge();
            case 12 -> appendMisdated();
            case 13 -> appendReplicatedBehindTheEnd();
            case 14, 15, 16 -> read();
            case 17 -> readOutOfRange();
            case 18, 19 -> lookUpTime();
            case 20 -> deleteRecords();
            case 21 -> flush();
            case 22 -> alter();
            case 23 -> follow();
            case 24 -> reopen();
            case 25 -> die();
            default -> throw new IllegalStateException();
        }
        if (draw.oneIn(4)) {
            store.clock().move(draw.below(3) == 0 ? -draw.below(5000) : draw.below(5000));
        }
    }

    // ---- appending ----

    private void appendOne() {
        NewRecord record = record();
        AppendOptions options = options();
        draw.note("append one " + options + " at " + model.endOffset());
        appended(partition.append(record, options), List.of(record), options);
    }

    private NewRecord record() {
        NewRecord record = DrawnLog.record(draw, store.clock().wallTimeMs(), draw.oneIn(10) ? 6000 : 200);
        return draw.oneIn(5) ? record.at(NewRecord.NOW) : record;
    }

    private void appendList() {
        List<NewRecord> records = draw.list(1, 20, this::record).stream().toList();
        AppendOptions options = options();
        draw.note("append " + records.size() + " " + options + " at " + model.endOffset());
        try {
            appended(partition.append(records, options), records, options);
        } catch (RecordTooLargeException refused) {
            assertTrue(rawBytes(records) > MESSAGE_BYTES_MAX, refused::getMessage);
        }
    }

    /** More than the batch takes, uncompressed. */
    private static long rawBytes(List<NewRecord> records) {
        return 61 + records.stream().mapToLong(record -> rawBytes(record)).sum();
    }

    private static long rawBytes(NewRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        long headerBytes = record.headers().stream()
                .mapToLong(header ->
                        10 + 3L * header.name().length() + (header.value() == null ? 0 : header.value().length))
                .sum();
        return 40 + (key == null ? 0 : key.length) + (value == null ? 0 : value.length) + headerBytes;
    }

    private AppendOptions options() {
        AppendOptions options =
                draw.coin() ? AppendOptions.DEFAULT : AppendOptions.reaching(draw.pick(Durability.values()));
        return draw.oneIn(4) ? options.expecting(model.endOffset()) : options;
    }

    private void appended(Receipt receipt, List<NewRecord> records, AppendOptions options) {
        assertEquals(model.endOffset(), receipt.offset(), "I1: offsets ascend without gaps");
        assertEquals(records.size(), receipt.recordCount());
        long nowMs = store.clock().wallTimeMs();
        long greatestMs = Long.MIN_VALUE;
        for (NewRecord record : records) {
            boolean isStamped =
                    timestampType() == TimestampType.LOG_APPEND_TIME || record.timestampMs() == NewRecord.NOW;
            NewRecord stored = isStamped ? record.at(nowMs) : record;
            greatestMs = Math.max(greatestMs, stored.timestampMs());
            model.add(new StoredRecord(model.endOffset(), stored, timestampType()));
        }
        assertEquals(greatestMs, receipt.timestampMs());
        acknowledged(receipt, options);
    }

    private void acknowledged(Receipt receipt, AppendOptions options) {
        Durability reached = options.durability().orElse(durability());
        assertEquals(reached, receipt.durability());
        if (reached != Durability.MEMORY) {
            survivingEndOffset = model.endOffset();
        }
        if (reached.compareTo(durability()) >= 0) {
            acknowledgedEndOffset = model.endOffset();
        }
    }

    private void appendPrepared() {
        List<NewRecord> records = DrawnLog.records(draw, store.clock().wallTimeMs(), 20, 100);
        PreparedBatch batch = DrawnLog.batch(draw, records);
        PreparedBatch given = draw.coin() ? batch : PreparedBatch.of(batch.bytes());
        AppendOptions options = options();
        draw.note("append a batch of " + records.size() + " " + options + " at " + model.endOffset());
        appended(partition.append(given, options), records, options);
    }

    private void appendReplicated() {
        List<NewRecord> records = DrawnLog.records(draw, store.clock().wallTimeMs(), 12, 100);
        List<PreparedBatch> batches = new ArrayList<>();
        List<Long> bases = new ArrayList<>();
        long next = model.endOffset();
        List<StoredRecord> stored = new ArrayList<>();
        for (List<NewRecord> run : DrawnLog.runs(draw, records)) {
            next += draw.oneIn(3) ? draw.below(50) : 0;
            next += draw.oneIn(40) ? 3_000_000_000L : 0; // more than relative offsets can hold: the segment must roll
            batches.add(DrawnLog.batch(draw, run));
            bases.add(next);
            for (NewRecord record : run) {
                stored.add(new StoredRecord(next++, record, TimestampType.CREATE_TIME));
            }
        }
        ByteBuffer bytes = DrawnLog.replicated(batches, bases, draw.below(5));
        AppendOptions options = options();
        draw.note("replicate " + batches.size() + " batches at " + bases + " " + options);
        Receipt receipt = partition.appendReplicated(bytes, options);
        assertEquals(bases.getFirst(), receipt.offset());
        assertEquals(records.size(), receipt.recordCount());
        assertEquals(0, bytes.position());
        stored.forEach(model::add);
        acknowledged(receipt, options);
    }

    private void appendReplicatedBehindTheEnd() {
        PreparedBatch batch =
                DrawnLog.batch(draw, DrawnLog.records(draw, store.clock().wallTimeMs(), 3, 20));
        long base = draw.between(0L, Math.max(0, model.endOffset() - 1));
        if (base < model.endOffset()) {
            draw.note("replicate behind the end at " + base);
            ByteBuffer bytes = DrawnLog.replicated(List.of(batch), List.of(base), 0);
            assertThrows(InvalidBatchException.class, () -> partition.appendReplicated(bytes, AppendOptions.DEFAULT));
        }
    }

    private void appendUnexpected() {
        long wrong = draw.coin() ? model.endOffset() + 1 + draw.below(5) : draw.between(0L, model.endOffset());
        if (wrong != model.endOffset()) {
            AppendOptions options = AppendOptions.DEFAULT.expecting(wrong);
            draw.note("append " + options);
            List<NewRecord> records = draw.list(1, 3, this::record);
            assertThrows(UnexpectedOffsetException.class, () -> partition.append(records, options));
            assertThrows(UnexpectedOffsetException.class, () -> partition.append(record(), options));
        }
    }

    private void appendTooLarge() {
        NewRecord large = NewRecord.of(draw.randomBytes(MESSAGE_BYTES_MAX))
                .at(store.clock().wallTimeMs());
        draw.note("append too much");
        assertThrows(RecordTooLargeException.class, () -> partition.append(large));
        assertThrows(RecordTooLargeException.class, () -> partition.append(List.of(record(), large, record())));
        PreparedBatch batch = PreparedBatch.of(List.of(large), DrawnLog.compression(draw));
        assertThrows(RecordTooLargeException.class, () -> partition.append(batch, AppendOptions.DEFAULT));
    }

    private void appendMisdated() {
        if (timestampType() == TimestampType.CREATE_TIME) {
            long hourMs = 3_600_000;
            NewRecord misdated = record().at(draw.pick(store.clock().wallTimeMs() + hourMs + 1, -2L, Long.MAX_VALUE));
            draw.note("append a record of " + misdated.timestampMs());
            assertThrows(InvalidTimestampException.class, () -> partition.append(misdated));
            assertThrows(InvalidTimestampException.class, () -> partition.append(List.of(record(), misdated)));
        }
    }

    // ---- reading ----

    private void read() {
        long visible = partition.visibleEndOffset();
        long from = draw.between(model.startOffset(), visible);
        ReadOptions options = ReadOptions.from(from).to(draw.oneIn(3) ? draw.between(from, visible) : visible);
        if (draw.oneIn(3)) {
            options = options.maxRecords(draw.below(30));
        }
        if (draw.oneIn(3)) {
            options = options.maxBytes(draw.below(2000));
        }
        draw.note("read " + options);
        RecordLists.assertSame(model.read(options), TestStore.read(partition, options), "I1");
        Optional<StoredRecord> found = partition.recordAt(from).map(StoredRecord::of);
        assertEquals(
                model.read(ReadOptions.from(from).to(Math.min(from + 1, visible))).stream()
                        .findFirst(),
                found);
    }

    private void readOutOfRange() {
        long end = model.endOffset();
        draw.note("read out of range");
        assertThrows(OffsetOutOfRangeException.class, () -> partition.read(end + 1 + draw.below(3)));
        assertThrows(OffsetOutOfRangeException.class, () -> partition.read(Long.MAX_VALUE));
        assertThrows(OffsetOutOfRangeException.class, () -> partition.read(-1));
        if (model.startOffset() > 0) {
            assertThrows(
                    OffsetOutOfRangeException.class, () -> partition.read(draw.between(0L, model.startOffset() - 1)));
        }
    }

    private void lookUpTime() {
        awaitVisible();
        List<StoredRecord> records = model.records();
        long timestampMs = records.isEmpty() || draw.oneIn(4)
                ? draw.pick(Long.MIN_VALUE, 0L, store.clock().wallTimeMs(), Long.MAX_VALUE)
                : draw.pick(records).timestampMs() + draw.between(-1, 1);
        draw.note("look up " + timestampMs);
        assertEquals(model.firstAtOrAfter(timestampMs, model.endOffset()), partition.firstAtOrAfter(timestampMs));
    }

    /** A MEMORY-acked record becomes visible by itself soon, whatever the topic's durability. */
    private void awaitVisible() {
        long end = model.endOffset();
        if (partition.visibleEndOffset() < end) {
            try (Cursor cursor = partition.read(partition.visibleEndOffset())) {
                while (partition.visibleEndOffset() < end) {
                    while (cursor.next()) {
                        assertTrue(cursor.record().offset() < end);
                    }
                    assertTrue(partition.visibleEndOffset() >= end || cursor.await(DEADLINE), "I17: visible at last");
                }
            }
        }
        assertEquals(end, partition.visibleEndOffset());
    }

    private void follow() {
        awaitVisible();
        long end = model.endOffset();
        draw.note("follow from " + end);
        try (Cursor cursor = partition.read(end)) {
            assertFalse(cursor.next());
            assertFalse(cursor.await(Duration.ZERO));
            appendOne();
            assertTrue(cursor.await(DEADLINE));
            assertTrue(cursor.next());
            assertEquals(model.read(ReadOptions.from(end)), List.of(StoredRecord.of(cursor.record())));
            assertEquals(end + 1, cursor.position());
            assertFalse(cursor.next());
        }
    }

    // ---- changing ----

    private void deleteRecords() {
        awaitVisible();
        long offset = draw.oneIn(8) ? model.endOffset() : draw.between(0L, model.endOffset());
        draw.note("delete before " + offset);
        model.deleteBefore(offset);
        assertEquals(model.startOffset(), partition.deleteRecordsBefore(offset));
        assertThrows(OffsetOutOfRangeException.class, () -> partition.deleteRecordsBefore(model.endOffset() + 1));
    }

    private void flush() {
        draw.note("flush");
        partition.flush();
        survivingEndOffset = model.endOffset();
        acknowledgedEndOffset = model.endOffset();
        assertEquals(model.endOffset(), partition.statistics().durableEndOffset());
    }

    private void alter() {
        Map<String, String> drawn = DrawnLog.configuration(draw);
        String key = draw.pick(List.copyOf(drawn.keySet()));
        draw.note("set " + key + " to " + drawn.get(key));
        topic.alter(Map.of(key, drawn.get(key)));
        configuration.put(key, drawn.get(key));
    }

    private void reopen() {
        draw.note("close and open");
        store.reopen();
        survivingEndOffset = model.endOffset();
        opened();
        assertEquals(model.endOffset(), partition.endOffset(), "I1: closing keeps everything");
    }

    /** The process dies; what it had acknowledged with OS or DISK is there, and maybe more, but nothing else. */
    private void die() {
        draw.note("die with " + survivingEndOffset + " of " + model.endOffset() + " safe");
        TestStore survivor = store.killed();
        store.close();
        store = survivor;
        opened();
        long end = partition.endOffset();
        assertTrue(
                end >= survivingEndOffset, () -> "I1: " + survivingEndOffset + " were acknowledged, " + end + " left");
        assertTrue(end <= model.endOffset(), "I2: nothing was made up");
        model.cut(end);
        survivingEndOffset = end;
        checkEverything();
    }

    private void opened() {
        topic = store.varve().topic("events");
        partition = topic.partition(0);
        assertEquals(partition.endOffset(), partition.visibleEndOffset(), "I5: what is recovered is durable");
        acknowledgedEndOffset = partition.endOffset();
    }

    // ---- checking ----

    private void checkBorders() {
        PartitionStatistics now = partition.statistics();
        assertEquals(model.endOffset(), partition.endOffset());
        assertEquals(model.startOffset(), partition.startOffset());
        assertTrue(now.startOffset() <= now.visibleEndOffset(), () -> "I5: " + now);
        assertTrue(now.visibleEndOffset() <= now.endOffset(), () -> "I5: " + now);
        assertTrue(now.durableEndOffset() <= now.endOffset(), () -> "I5: " + now);
        assertTrue(now.visibleEndOffset() >= acknowledgedEndOffset, () -> "I3: " + now);
    }

    private void checkEverything() {
        long visible = partition.visibleEndOffset();
        RecordLists.assertSame(
                model.read(ReadOptions.from(model.startOffset()).to(visible)),
                TestStore.read(partition, ReadOptions.from(model.startOffset()).to(visible)),
                "I1, I2, I4: the same records in the same order");
    }

    private Durability durability() {
        return Durability.valueOf(configuration.get("durability").toUpperCase(Locale.ROOT));
    }

    private TimestampType timestampType() {
        return configuration.get("message.timestamp.type").equals("CreateTime")
                ? TimestampType.CREATE_TIME
                : TimestampType.LOG_APPEND_TIME;
    }

    @Override
    public void close() {
        store.close();
    }
}
