package io.varve;

import io.varve.catalog.Catalogue;
import io.varve.catalog.TopicEntry;
import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.error.TopicNotFoundException;
import io.varve.io.Surroundings;
import io.varve.log.LogPlace;
import io.varve.log.Logs;
import io.varve.log.PartitionLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one implementation of {@link Varve}: wires the catalogue to the logs and closes both. Changes to topics go one at
 * a time, under its lock; appends and reads never take it.
 */
final class Store implements Varve {

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

    /** Opens the logs of every topic of the catalogue. */
    void openTopics() {
        for (TopicEntry entry : catalogue.topics()) {
            topics.put(entry.name(), new StoreTopic(this, entry, openPartitions(entry, 0)));
        }
    }

    private List<StorePartition> openPartitions(TopicEntry entry, int from) {
        List<StorePartition> opened = new ArrayList<>();
        try {
            for (int index = from; index < entry.partitionCount(); index++) {
                LogPlace place = new LogPlace(entry.name(), entry.id(), index, catalogue.folder(entry, index));
                PartitionLog log = logs.open(place, entry.configuration().logConfig());
                opened.add(new StorePartition(entry.name(), index, log));
            }
            return opened;
        } catch (RuntimeException failure) {
            opened.forEach(partition -> logs.discard(partition.log()));
            throw failure;
        }
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
        try {
            StoreTopic topic = new StoreTopic(this, entry, openPartitions(entry, 0));
            topics.put(entry.name(), topic);
            return topic;
        } catch (RuntimeException failure) {
            undo(entry, failure);
            throw failure;
        }
    }

    /** Takes back a topic whose logs could not be made; what fails on the way can be repeated by deleting it. */
    private void undo(TopicEntry entry, RuntimeException failure) {
        try {
            catalogue.beginDelete(entry.name());
            catalogue.finishDelete(entry.id());
        } catch (RuntimeException second) {
            failure.addSuppressed(second);
        }
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
            TopicEntry entry = beginDelete(name);
            close(name);
            catalogue.finishDelete(entry.id());
        } finally {
            lock.unlock();
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
            topic.storePartitions().forEach(partition -> logs.discard(partition.log()));
        }
    }

    void grow(StoreTopic topic, int partitionCount) {
        lock.lock();
        try {
            checkOpen();
            TopicEntry entry = grown(topic, partitionCount);
            List<StorePartition> grown = new ArrayList<>(topic.storePartitions());
            grown.addAll(openPartitions(entry, grown.size()));
            topic.became(entry, grown);
        } finally {
            lock.unlock();
        }
    }

    /** A growth whose logs could not be made stands in the catalogue already when it is tried again. */
    private TopicEntry grown(StoreTopic topic, int partitionCount) {
        return catalogue
                .find(topic.name())
                .filter(entry -> entry.partitionCount() == partitionCount && topic.partitionCount() < partitionCount)
                .orElseGet(() -> catalogue.grow(topic.name(), partitionCount));
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
