package io.varve.bench;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.OffsetAndTimestamp;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/** Varve's side: a store with one topic of one partition, through nothing but its API. */
final class VarveLog implements AutoCloseable {

    private static final String TOPIC = "bench";

    private final Path folder;
    private final TopicSpec spec;
    private Varve varve;
    private Partition partition;

    private VarveLog(Path folder, TopicSpec spec) {
        this.folder = folder;
        this.spec = spec;
        this.varve = Varve.open(folder);
        this.partition = varve.getOrCreateTopic(spec).partition(0);
    }

    /** Makes an empty log whose appends and readers are promised this durability. */
    static VarveLog open(Path folder, Durability durability) {
        return open(folder, durability, "producer");
    }

    /** The same with a codec: {@code producer} for none, or one of Kafka's names. */
    static VarveLog open(Path folder, Durability durability, String codec) {
        return new VarveLog(
                folder,
                TopicSpec.of(TOPIC)
                        .with("durability", durability.name().toLowerCase(Locale.ROOT))
                        .with("compression.type", codec));
    }

    Topic topic() {
        return varve.topic(TOPIC);
    }

    Partition partition() {
        return partition;
    }

    /** Closes the store and opens it again, so that nothing of it is in this process's memory. */
    void reopen() {
        varve.close();
        varve = Varve.open(folder);
        partition = varve.getOrCreateTopic(spec).partition(0);
    }

    /** Returns when everything appended before is handed to the operating system; costs one record. */
    void drain() {
        partition.append(NewRecord.of(new byte[0]), AppendOptions.reaching(Durability.OS));
    }

    /** Reads everything and adds up the places of all values, counted from 1; every batch's checksum is checked. */
    long sumOfPlaces() {
        long sum = 0;
        try (Cursor cursor = partition.read(partition.startOffset())) {
            while (cursor.next()) {
                sum += 1 + sequence(cursor.record());
            }
        }
        return sum;
    }

    /** Finds the record at an offset and gives its sequence number; its batch's checksum is checked. */
    long sequenceAt(long offset) {
        try (Cursor cursor = partition.read(offset)) {
            if (!cursor.next()) {
                throw new IllegalStateException("no record at offset " + offset);
            }
            return sequence(cursor.record());
        }
    }

    /** The offset of the first record at or after a time. */
    long offsetAtTime(long timestampMs) {
        return partition
                .firstAtOrAfter(timestampMs)
                .map(OffsetAndTimestamp::offset)
                .orElseThrow();
    }

    /** The number that a value begins with. */
    static long sequence(Record record) {
        ByteBuffer value = record.value();
        if (value == null) {
            throw new IllegalStateException("no value at offset " + record.offset());
        }
        return value.getLong(value.position());
    }

    /** Removes the topic, so that closing has nothing to force, and closes the store. */
    @Override
    public void close() {
        varve.deleteTopic(TOPIC);
        varve.close();
    }
}
