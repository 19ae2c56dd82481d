package io.varve;

import io.varve.catalog.Partitioner;
import io.varve.catalog.TopicConfig;
import io.varve.catalog.TopicEntry;
import io.varve.error.ClosedException;
import io.varve.error.PartitionNotFoundException;
import io.varve.record.NewRecord;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A topic as its users see it. */
final class StoreTopic implements Topic {

    private final Store store;
    private final String name;
    private final UUID id;

    /** The next partition for a record without a key; only its order matters, so that it may be raced for. */
    private final AtomicLong nextKeyless = new AtomicLong();

    /** Replaced when the topic grows, under the store's lock; read by anyone. */
    private volatile List<StorePartition> partitions;

    /** Replaced when the configuration changes, under the store's lock; read by anyone. */
    private volatile TopicConfig config;

    private volatile boolean deleted;

    StoreTopic(Store store, TopicEntry entry, List<StorePartition> partitions) {
        this.store = store;
        this.name = entry.name();
        this.id = entry.id();
        this.partitions = List.copyOf(partitions);
        this.config = entry.configuration();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public int partitionCount() {
        return partitions.size();
    }

    @Override
    public Partition partition(int index) {
        return storePartition(index);
    }

    StorePartition storePartition(int index) {
        List<StorePartition> now = partitions;
        if (index < 0 || index >= now.size()) {
            throw new PartitionNotFoundException(name, index, now.size());
        }
        return now.get(index);
    }

    @Override
    public List<Partition> partitions() {
        return List.copyOf(partitions);
    }

    List<StorePartition> storePartitions() {
        return partitions;
    }

    @Override
    public Partition partitionFor(byte[] key) {
        List<StorePartition> now = partitions;
        return now.get(Partitioner.partition(key, now.size()));
    }

    @Override
    public Receipt append(NewRecord record) {
        byte[] key = record.key();
        Partition partition = key == null ? partition(nextKeylessPartition()) : partitionFor(key);
        return partition.append(record);
    }

    int nextKeylessPartition() {
        return (int) Long.remainderUnsigned(nextKeyless.getAndIncrement(), partitions.size());
    }

    @Override
    public Appender appender(AppenderOptions options) {
        checkLive();
        return store.openAppender(this, options);
    }

    @Override
    public <K, V> TypedTopic<K, V> typed(Serde<K> keys, Serde<V> values) {
        return new TypedTopic<>(this, keys, values);
    }

    @Override
    public void growTo(int partitionCount) {
        checkLive();
        store.grow(this, partitionCount);
    }

    @Override
    public List<ConfigEntry> configuration() {
        return config.entries().stream()
                .map(entry -> new ConfigEntry(entry.key(), entry.value(), entry.defaultValue(), entry.meaning()))
                .toList();
    }

    @Override
    public void alter(Map<String, String> changes) {
        checkLive();
        store.configure(this, changes, Set.of());
    }

    @Override
    public void reset(Set<String> keys) {
        checkLive();
        store.configure(this, Map.of(), keys);
    }

    /** Takes over what the catalogue holds now. Under the store's lock. */
    void became(TopicEntry entry, List<StorePartition> newPartitions) {
        config = entry.configuration();
        newPartitions.forEach(
                partition -> partition.handle().alter(entry.configuration().logConfig()));
        partitions = List.copyOf(newPartitions);
    }

    /** Marks it as gone. Under the store's lock. */
    void deleted() {
        deleted = true;
    }

    boolean isDeleted() {
        return deleted;
    }

    private void checkLive() {
        if (deleted) {
            throw new ClosedException("topic " + name);
        }
    }

    @Override
    public String toString() {
        return "topic " + name;
    }
}
