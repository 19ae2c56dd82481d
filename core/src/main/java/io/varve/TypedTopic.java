package io.varve;

import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A topic seen through types. It is a view: any number may exist beside the topic and beside each other.
 *
 * @param <K> what keys are
 * @param <V> what values are
 */
public final class TypedTopic<K, V> {

    private final Topic topic;
    private final Serde<K> keys;
    private final Serde<V> values;

    TypedTopic(Topic topic, Serde<K> keys, Serde<V> values) {
        this.topic = topic;
        this.keys = keys;
        this.values = values;
    }

    /** The topic behind it. */
    public Topic topic() {
        return topic;
    }

    /** Appends a record of this moment to the partition of its key. */
    public Receipt append(@Nullable K key, @Nullable V value) {
        return topic.append(record(key, value, NewRecord.NOW));
    }

    /** Makes a record to append later, alone or with others, dated in ms since 1970. */
    public NewRecord record(@Nullable K key, @Nullable V value, long timestampMs) {
        return new NewRecord(keys.write(key), values.write(value), timestampMs, List.of());
    }

    /** Reads a record. */
    public TypedRecord<K, V> read(Record record) {
        return new TypedRecord<>(
                record.offset(), record.timestampMs(), keys.read(record.key()), values.read(record.value()));
    }

    /** The records of a partition from an offset to the visible end; close the stream. */
    public Stream<TypedRecord<K, V>> read(int partition, long fromOffset) {
        return topic.partition(partition).read(fromOffset).stream().map(this::read);
    }
}
