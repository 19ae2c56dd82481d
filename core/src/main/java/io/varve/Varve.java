package io.varve;

import io.varve.io.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store of topics: the door to everything. One process has a store open at a time; within it a store is used by any
 * number of threads, platform or virtual.
 *
 * <pre>{@code
 * try (Varve varve = Varve.open(Path.of("data"))) {
 *     Topic orders = varve.getOrCreateTopic(TopicSpec.of("orders"));
 *     orders.append(NewRecord.of("order-1", "paid"));
 * }
 * }</pre>
 */
public sealed interface Varve extends AutoCloseable permits Store {

    /**
     * Opens the store in a folder, which is made where it is missing, with default options. The log of each partition
     * is opened, and checked where that is needed, when the partition is used for the first time.
     *
     * @throws io.varve.error.StoreLockedException where it is open already
     * @throws io.varve.error.CorruptionException where the catalogue or the checkpoint is damaged, or a partition's
     *     folder is gone
     */
    static Varve open(Path directory) {
        return open(directory, StoreOptions.DEFAULT);
    }

    /** Opens the store in a folder, which is made where it is missing. */
    static Varve open(Path directory, StoreOptions options) {
        return StoreOpening.onRealDisk(directory, options);
    }

    /**
     * Opens the store in a folder of any surroundings: other disks, clocks, threads than the machine's. This door is
     * for the test kit, whose simulated disk crashes and whose schedule a seed decides; {@link Surroundings} is no API,
     * and its package is open to our own tools only.
     *
     * @param surroundings taken over: closing the store, or failing to open it, closes the workers
     */
    @SuppressWarnings("exports")
    static Varve open(Path directory, StoreOptions options, Surroundings surroundings) {
        return StoreOpening.open(directory.toAbsolutePath().normalize(), options, surroundings);
    }

    /** Opens a new, empty store that lives in this process's memory and is gone when it is closed. */
    static Varve inMemory() {
        return StoreOpening.inMemory(StoreOptions.DEFAULT);
    }

    /**
     * Makes a topic.
     *
     * @throws io.varve.error.TopicExistsException where the name is taken
     * @throws io.varve.error.InvalidTopicException where the name or partition count cannot be accepted
     * @throws io.varve.error.InvalidConfigException where a configuration key or value cannot be accepted
     */
    Topic createTopic(TopicSpec spec);

    /** The topic of this name, made first where it is missing; of several callers at once, one makes it. */
    Topic getOrCreateTopic(TopicSpec spec);

    /**
     * The topic of this name.
     *
     * @throws io.varve.error.TopicNotFoundException where there is none
     */
    Topic topic(String name);

    /** The topic of this name, if there is one. */
    Optional<Topic> findTopic(String name);

    /** All topics, by name. */
    List<Topic> topics();

    /**
     * Removes a topic and its records for good: a topic made later under this name starts empty. Handles of the removed
     * topic fail from now on with {@link io.varve.error.ClosedException}.
     */
    void deleteTopic(String name);

    /** Makes everything that was appended before this call durable. */
    void flush();

    /**
     * Figures of the whole store at this moment. Opens each log that was not used yet, one after the other.
     *
     * @throws io.varve.error.CorruptionException where one of them is damaged; those of the others can be had from each
     */
    StoreStatistics statistics();

    /**
     * How the store fares at this moment, and what to do about it. Cheap, and also answered where the disk has failed
     * or the store has stopped writing. Says nothing of partitions that nobody has used yet.
     */
    Health health();

    /** Makes everything durable and closes the store; closing twice does nothing. */
    @Override
    void close();
}
