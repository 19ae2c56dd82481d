package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.AppendOptions;
import io.varve.OffsetAndTimestamp;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.Receipt;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** A configuration and a sequence of appends and deletions, drawn from a seed, done by either engine to one model. */
final class Workload {

    private final long seed;
    private final SplittableRandom random;
    private final RandomRecords records;
    private final LogModel model = new LogModel();
    private final Map<String, String> configuration;

    /**
     * Room that no index fills. Kafka begins to count bytes between index entries anew when it opens a segment, and
     * then fails to make a full index again after a kill: it finds one more entry than there is room for.
     */
    static final Map<String, String> ROOMY_INDEXES = Map.of("segment.index.bytes", "65536");

    Workload(long seed, Map<String, String> fixed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.records = new RandomRecords(random, random.nextInt(4) == 0 ? 4_000 : 300);
        this.configuration = randomConfiguration();
        configuration.putAll(fixed);
    }

    private Map<String, String> randomConfiguration() {
        Map<String, String> drawn = new TreeMap<>();
        drawn.put("segment.bytes", String.valueOf((16 << 10) + random.nextInt(48 << 10)));
        drawn.put(
                "index.interval.bytes",
                String.valueOf(List.of(0, 100, 1_000, 4_096).get(random.nextInt(4))));
        drawn.put("segment.index.bytes", String.valueOf(random.nextInt(5) == 0 ? 240 : 64 << 10));
        drawn.put(
                "durability",
                List.of("os", "os", "os", "disk", "memory", "memory").get(random.nextInt(6)));
        drawn.put("message.timestamp.type", random.nextInt(4) == 0 ? "LogAppendTime" : "CreateTime");
        if (random.nextInt(3) == 0) {
            drawn.put(
                    "compression.type",
                    List.of("uncompressed", "gzip", "snappy", "lz4", "zstd").get(random.nextInt(5)));
        }
        return drawn;
    }

    Map<String, String> configuration() {
        return configuration;
    }

    LogModel model() {
        return model;
    }

    SplittableRandom random() {
        return random;
    }

    private boolean isDatedByLog() {
        return "LogAppendTime".equals(configuration.get("message.timestamp.type"));
    }

    /** Appends to Varve, and now and then deletes or flushes. */
    void write(VarveLog log, int steps) {
        write(log, steps, 13);
    }

    /** Appends to Varve, and now and then flushes. */
    void writeWithoutDeletions(VarveLog log, int steps) {
        write(log, steps, 11);
    }

    private void write(VarveLog log, int steps, int kinds) {
        Partition partition = log.partition();
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(kinds)) {
                case 0, 1, 2 -> appendOneByOne(partition, 1 + random.nextInt(40));
                case 3, 4 -> {
                    List<NewRecord> batch = records.batch(60);
                    appended(partition.append(batch), batch);
                }
                case 5, 6 -> {
                    List<NewRecord> batch = records.batch(60);
                    PreparedBatch prepared = PreparedBatch.of(batch, Compression.of(records.codec()));
                    appended(partition.append(prepared, AppendOptions.DEFAULT), batch);
                }
                case 7, 8 -> appendBatchOfAClient(partition);
                case 9 -> appendReplicated(partition);
                case 10 -> partition.flush();
                default -> deleteSomeRecords(partition);
            }
        }
    }

    private void appendOneByOne(Partition partition, int count) {
        for (int index = 0; index < count; index++) {
            NewRecord record = records.next();
            if (random.nextInt(20) == 0) {
                Receipt receipt = partition.append(record.at(NewRecord.NOW));
                appended(receipt, List.of(record.at(receipt.timestampMs())));
            } else {
                Durability durability = Durability.values()[random.nextInt(2)];
                appended(partition.append(record, AppendOptions.reaching(durability)), List.of(record));
            }
        }
    }

    private void appendBatchOfAClient(Partition partition) {
        List<NewRecord> batch = records.partlyUndatedBatch(60);
        MemoryRecords made = batchOfAClient(batch);
        appended(partition.append(PreparedBatch.of(made.buffer()), AppendOptions.DEFAULT), batch);
    }

    private MemoryRecords batchOfAClient(List<NewRecord> batch) {
        if (random.nextInt(3) > 0) {
            return KafkaRecords.batch(records.codec(), batch);
        }
        MemoryRecords made = KafkaRecords.idempotentBatch(records.codec(), model.producerSequence(), batch);
        model.produced(batch.size());
        return made;
    }

    private void appended(Receipt receipt, List<NewRecord> batch) {
        assertEquals(model.endOffset(), receipt.offset(), () -> this + ": offset of an append");
        if (isDatedByLog()) {
            model.append(batch, receipt.timestampMs());
        } else {
            model.append(batch);
        }
    }

    private void appendReplicated(Partition partition) {
        model.raiseLeaderEpoch(random.nextInt(2));
        ByteBuffer batches = ByteBuffer.allocate(1 << 20);
        int count = 1 + random.nextInt(3);
        for (int index = 0; index < count; index++) {
            model.skip(random.nextInt(3) == 0 ? random.nextInt(100) : 0);
            List<NewRecord> batch = records.partlyUndatedBatch(20);
            batches.put(KafkaRecords.placedBatch(model.endOffset(), model.leaderEpoch(), Codec.values()[index], batch));
            model.append(batch);
        }
        partition.appendReplicated(batches.flip(), AppendOptions.DEFAULT);
        assertEquals(model.endOffset(), partition.endOffset(), () -> this + ": end after replicated batches");
    }

    private void deleteSomeRecords(Partition partition) {
        if (random.nextInt(6) == 0 && model.endOffset() > model.startOffset()) {
            partition.flush();
            long offset = random.nextLong(model.startOffset(), model.endOffset() + 1);
            model.deleteBefore(offset - (offset - model.startOffset()) / 2);
            assertEquals(
                    model.startOffset(), partition.deleteRecordsBefore(model.startOffset()), () -> this + ": start");
        }
    }

    /** Appends to Kafka. */
    void write(KafkaLog log, int steps) throws IOException {
        for (int step = 0; step < steps; step++) {
            List<NewRecord> batch = withinASegment(records.partlyUndatedBatch(random.nextInt(4) == 0 ? 1 : 60));
            long appendTimeMs = log.append(batchOfAClient(batch), model.leaderEpoch());
            if (isDatedByLog()) {
                model.append(batch, appendTimeMs);
            } else {
                model.append(batch);
            }
        }
        assertEquals(model.endOffset(), log.endOffset(), () -> this + ": Kafka's end");
    }

    /** Kafka, other than Varve, refuses a batch that is larger than a segment. */
    private List<NewRecord> withinASegment(List<NewRecord> batch) {
        int roomBytes = Integer.parseInt(configuration.get("segment.bytes"));
        int count = 0;
        while (count < batch.size()) {
            roomBytes -= RandomRecords.sizeBytesAtMost(batch.get(count));
            if (roomBytes < 0) {
                break;
            }
            count++;
        }
        return batch.subList(0, count);
    }

    /** Fails unless Varve reads what the model holds, and finds by time what a scan finds. */
    void check(VarveLog log, String when) {
        String where = this + ", Varve " + when;
        if (log.partition().visibleEndOffset() < model.endOffset()) {
            log.partition().flush(); // some appends waited for less than the topic promises to readers
        }
        assertEquals(model.startOffset(), log.partition().startOffset(), where + ": start");
        assertEquals(model.endOffset(), log.partition().endOffset(), where + ": end");
        LogModel.assertSame(model.visible(), log.readAll(), where);
        for (long timestampMs : model.timestampsToAsk(random)) {
            assertEquals(
                    model.firstAtOrAfter(timestampMs),
                    log.partition().firstAtOrAfter(timestampMs),
                    () -> where + ": first at or after " + timestampMs);
        }
    }

    /** Fails unless Kafka reads what the model holds, and finds by time what a scan finds. */
    void check(KafkaLog log, String when) throws IOException {
        String where = this + ", Kafka " + when;
        assertEquals(model.endOffset(), log.endOffset(), where + ": end");
        LogModel.assertSame(model.visible(), log.readAll(), where);
        for (long timestampMs : model.timestampsToAsk(random)) {
            Optional<OffsetAndTimestamp> found = log.firstAtOrAfter(timestampMs);
            if (found.isPresent() || !log.startsInsideASegment()) {
                assertEquals(
                        model.firstAtOrAfter(timestampMs), found, () -> where + ": first at or after " + timestampMs);
            }
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + " " + configuration;
    }
}
