package io.varve;

import io.varve.record.NewRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A named set of partitions with one configuration. Any number of threads may use it. */
public sealed interface Topic permits StoreTopic {

    /** Its name. */
    String name();

    /** Its identity: another topic of the same name, made after this one was deleted, has another. */
    UUID id();

    /** How many partitions it has now. */
    int partitionCount();

    /**
     * One of its partitions.
     *
     * @throws io.varve.error.PartitionNotFoundException where there is none of this index
     */
    Partition partition(int index);

    /** All its partitions, by index. */
    List<Partition> partitions();

    /** The partition that Kafka's default partitioner (murmur2) picks for a key. */
    Partition partitionFor(byte[] key);

    /**
     * Appends a record to the partition of its key; records without a key go to the partitions in turn. Returns when
     * the topic's durability is reached.
     */
    Receipt append(NewRecord record);

    /** An appender that gathers records into batches and spreads them over the partitions by key. */
    Appender appender(AppenderOptions options);

    /** The same topic seen through types. */
    <K, V> TypedTopic<K, V> typed(Serde<K> keys, Serde<V> values);

    /**
     * Adds partitions. Existing records stay where they are, but keys may map to other partitions from now on.
     *
     * @param partitionCount the new count, above the present one
     */
    void growTo(int partitionCount);

    /** Every configuration key that is enforced, with its value, its default and what it means; by key. */
    List<ConfigEntry> configuration();

    /**
     * Sets configuration keys, all or none; it holds from the next append on.
     *
     * @throws io.varve.error.InvalidConfigException where a key is unknown, not yet enforced, or out of range
     */
    void alter(Map<String, String> changes);

    /** Sets configuration keys back to their defaults, all or none. */
    void reset(Set<String> keys);
}
