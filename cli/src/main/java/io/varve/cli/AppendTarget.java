package io.varve.cli;

import io.varve.AppendOptions;
import io.varve.ConfigEntry;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.Receipt;
import io.varve.Topic;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where records go and what is to be reached there. Batches are handed in without waiting for the disk, which is asked
 * once for many of them: that is what makes an import fast. Owned by one thread at a time.
 */
final class AppendTarget {

    private static final String TIMESTAMP_TYPE = "message.timestamp.type";
    private static final String BEFORE_MAX = "message.timestamp.before.max.ms";
    private static final String AFTER_MAX = "message.timestamp.after.max.ms";

    private final Topic topic;
    private final Optional<Integer> onlyPartition;
    private final Optional<Compression> compression;
    private final Durability durability;
    private final Map<String, String> configuration = new HashMap<>();

    /** Partitions that hold records which have reached nothing but memory so far. */
    private final BitSet uncommitted = new BitSet();

    private int nextKeyless;

    /**
     * @param onlyPartition where all records go; else by key
     * @param durability what to reach; else the topic's
     * @param compression what batches are compressed with before the topic's own rule; else that rule alone
     */
    AppendTarget(
            Topic topic,
            Optional<Integer> onlyPartition,
            Optional<Durability> durability,
            Optional<Compression> compression) {
        this.topic = topic;
        this.onlyPartition = onlyPartition;
        this.compression = compression;
        onlyPartition.ifPresent(topic::partition);
        for (ConfigEntry entry : topic.configuration()) {
            configuration.put(entry.key(), entry.value());
        }
        this.durability = durability.orElseGet(() -> Durability.valueOf(
                configuration.getOrDefault("durability", "disk").toUpperCase(Locale.ROOT)));
    }

    Topic topic() {
        return topic;
    }

    /** What a commit reaches. */
    Durability durability() {
        return durability;
    }

    /** The largest batch that the topic takes, in bytes. */
    int batchBytesMax() {
        return (int) configurationNumber("max.message.bytes");
    }

    /** The partition of a key. */
    int partitionOf(byte[] key) {
        return onlyPartition.orElseGet(() -> topic.partitionFor(key).index());
    }

    /** The partition for records without a key: another at each call. */
    int partitionWithoutKey() {
        return onlyPartition.orElseGet(() -> nextKeyless++ % topic.partitionCount());
    }

    /** Refuses a timestamp that the topic would refuse, while we still know which line it came from. */
    void checkTimestamp(long timestampMs, long nowMs) throws BadLineException {
        if (timestampMs == NewRecord.NOW || "LogAppendTime".equals(configuration.get(TIMESTAMP_TYPE))) {
            return;
        }
        long afterMaxMs = configurationNumber(AFTER_MAX);
        if (timestampMs > nowMs && timestampMs - nowMs > afterMaxMs) {
            throw new BadLineException("timestamp " + timestampMs + " is " + (timestampMs - nowMs)
                    + " ms ahead of the clock; the topic's " + AFTER_MAX + " allows " + afterMaxMs);
        }
        long beforeMaxMs = configurationNumber(BEFORE_MAX);
        if (nowMs - timestampMs > beforeMaxMs) {
            throw new BadLineException("timestamp " + timestampMs + " is " + (nowMs - timestampMs)
                    + " ms behind the clock; the topic's " + BEFORE_MAX + " allows " + beforeMaxMs);
        }
    }

    private long configurationNumber(String key) {
        String value = configuration.get(key);
        return value == null ? Long.MAX_VALUE : Long.parseLong(value);
    }

    /** Appends a batch: all of it or nothing. It waits for the disk only where the batch is to be committed at once. */
    Receipt append(int partitionIndex, List<NewRecord> records, boolean commit) {
        Partition partition = topic.partition(partitionIndex);
        AppendOptions options = AppendOptions.reaching(commit ? durability : Durability.MEMORY);
        Receipt receipt = compression.isPresent()
                ? partition.append(PreparedBatch.of(records, compression.get()), options)
                : partition.append(records, options);
        uncommitted.set(partitionIndex, !commit);
        return receipt;
    }

    /** Makes everything that was appended reach the durability; what is to reach the system reaches the disk here. */
    void commit() {
        if (durability != Durability.MEMORY) {
            uncommitted.stream().forEach(index -> topic.partition(index).flush());
        }
        uncommitted.clear();
    }
}
