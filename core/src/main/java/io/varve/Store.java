package io.varve;

import io.varve.catalog.Catalogue;
import io.varve.catalog.TopicEntry;
import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.error.TopicNotFoundException;
import io.varve.io.Surroundings;
import io.varve.log.LogConfig;
import io.varve.log.LogHandle;
import io.varve.log.LogPlace;
import io.varve.log.Logs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one implementation of {@link Varve}: wires the catalogue to the logs and closes both. Changes to topics go one at
 * a time, under its lock; appends and reads never take it.
 */
final class Store implements Varve {

    private static final Logger LOGGER = LoggerFactory.getLogger(Store.class);

    private final Path directory;
    private final Surroundings surroundings;
    private final Catalogue catalogue;
    private final Logs logs;
    private final Opened opened;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, StoreTopic> topics = new ConcurrentSkipListMap<>();

    /** Those that are open, by number, so that they are closed in the order of their opening. */
    private final Map<Long, TopicAppender> appenders = new ConcurrentSkipListMap<>();

    /** The number of the appender that was opened last; guarded by the lock. */
    private long lastAppender;

    /** Written under the lock, read by anyone. */
    private volatile boolean closed;

    /** @param opened what to close with the store; taken over */
    Store(Path directory, Surroundings surroundings, Catalogue catalogue, Logs logs, Opened opened) {
        this.directory = directory;
        this.surroundings = surroundings;
        this.catalogue = catalogue;
        this.logs = logs;
        this.opened = opened;
    }

    /** Makes the logs of every topic of the catalogue known. They are opened when they are used. */
    void addTopics() {
        for (TopicEntry entry : catalogue.topics()) {
            topics.put(entry.name(), new StoreTopic(this, entry, addPartitions(entry, 0)));
        }
    }

    private List<StorePartition> addPartitions(TopicEntry entry, int from) {
        LogConfig config = entry.configuration().logConfig();
        List<StorePartition> added = new ArrayList<>(entry.partitionCount() - from);
        for (int partition = from; partition < entry.partitionCount(); partition++) {
            int index = partition;
            LogPlace place = new LogPlace(entry.name(), entry.id(), index, catalogue.folder(entry, index));
            LogHandle handle = logs.add(place, config, () -> claim(entry, index));
            added.add(new StorePartition(entry.name(), index, handle));
        }
        return added;
    }

    private void claim(TopicEntry entry, int partition) {
        catalogue.claim(entry, partition).ifPresent(finding -> LOGGER.warn("opening {}: {}", directory, finding));
    }

    @Override
    public Topic createTopic(TopicSpec spec) {
        lock.lock();
        try {
            checkOpen();
            return create(spec);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Topic getOrCreateTopic(TopicSpec spec) {
        checkOpen();
        StoreTopic known = topics.get(spec.name());
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            checkOpen();
            StoreTopic made = topics.get(spec.name());
            return made != null ? made : create(spec);
        } finally {
            lock.unlock();
        }
    }

    private StoreTopic create(TopicSpec spec) {
        TopicEntry entry = catalogue.create(spec.name(), spec.partitionCount(), spec.configuration());
        StoreTopic topic = new StoreTopic(this, entry, addPartitions(entry, 0));
        topics.put(entry.name(), topic);
        return topic;
    }

    @Override
    public Topic topic(String name) {
        return findTopic(name).orElseThrow(() -> new TopicNotFoundException(name));
    }

    @Override
    public Optional<Topic> findTopic(String name) {
        checkOpen();
        return Optional.ofNullable(topics.get(name));
    }

    @Override
    public List<Topic> topics() {
        checkOpen();
        return List.copyOf(topics.values());
    }

    @Override
    public void deleteTopic(String name) {
        lock.lock();
        try {
            checkOpen();
            TopicEntry entry = beginDeleteAlsoWhereFull(name);
            close(name);
            catalogue.finishDelete(entry.id());
        } finally {
            lock.unlock();
        }
    }

    /** A deletion makes room, and may need some for that: what is held in reserve is for such. */
    private TopicEntry beginDeleteAlsoWhereFull(String name) {
        try {
            return beginDelete(name);
        } catch (StorageFailedException failure) {
            if (failure.kind() != StorageFailedException.Kind.NO_SPACE || !logs.makeRoom()) {
                throw failure;
            }
            return beginDelete(name);
        }
    }

    /**
     * Where the failure leaves open whether the deletion is stored, nothing is appended any more that would be lost.
     */
    private TopicEntry beginDelete(String name) {
        try {
            return catalogue.beginDelete(name);
        } catch (StorageFailedException failure) {
            if (catalogue.find(name).isEmpty()) {
                close(name);
            }
            throw failure;
        }
    }

    private void close(String name) {
        StoreTopic topic = topics.remove(name);
        if (topic != null) {
            topic.deleted();
            topic.storePartitions().forEach(partition -> logs.discard(partition.handle()));
        }
    }

    void grow(StoreTopic topic, int partitionCount) {
        lock.lock();
        try {
            checkOpen();
            TopicEntry entry = catalogue.grow(topic.name(), partitionCount);
            List<StorePartition> grown = new ArrayList<>(topic.storePartitions());
            grown.addAll(addPartitions(entry, grown.size()));
            topic.became(entry, grown);
        } finally {
            lock.unlock();
        }
    }

    void configure(StoreTopic topic, Map<String, String> changes, Set<String> resets) {
        lock.lock();
        try {
            checkOpen();
            topic.became(
                    catalogue.changeConfiguration(topic.name(), changes, resets), List.copyOf(topic.storePartitions()));
        } finally {
            lock.unlock();
        }
    }

    Appender openAppender(StoreTopic topic, AppenderOptions options) {
        lock.lock();
        try {
            checkOpen();
            long number = ++lastAppender;
            TopicAppender appender = new TopicAppender(topic, options, surroundings, () -> appenders.remove(number));
            appenders.put(number, appender);
            return appender;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        checkOpen();
        topics.values().forEach(topic -> unlessDeleted(topic, StorePartition::flush));
    }

    @Override
    public StoreStatistics statistics() {
        checkOpen();
        List<PartitionStatistics> partitions = new ArrayList<>();
        topics.values().forEach(topic -> unlessDeleted(topic, partition -> partitions.add(partition.statistics())));
        return new StoreStatistics(topics.size(), surroundings.disk().usableBytes(directory), List.copyOf(partitions));
    }

    @Override
    public Health health() {
        checkOpen();
        return StoreHealth.of(logs.condition(), usableBytes());
    }

    private OptionalLong usableBytes() {
        try {
            return OptionalLong.of(surroundings.disk().usableBytes(directory));
        } catch (StorageFailedException silent) {
            LOGGER.warn("the device of {} does not say how much room it has", directory, silent);
            return OptionalLong.empty();
        }
    }

    /** A topic that is deleted meanwhile is no error to those who go through all of them. */
    private static void unlessDeleted(StoreTopic topic, Consumer<StorePartition> step) {
        try {
            topic.storePartitions().forEach(step);
        } catch (ClosedException gone) {
            if (!topic.isDeleted()) {
                throw gone;
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        appenders.values().forEach(appender -> opened.keep(appender::close));
        opened.close();
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the store " + directory);
        }
    }
}
