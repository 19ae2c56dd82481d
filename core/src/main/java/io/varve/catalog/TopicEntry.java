package io.varve.catalog;

import io.varve.error.PartitionNotFoundException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What the catalogue knows of a topic. Immutable; any thread.
 *
 * @param name its name
 * @param id its identity, given once and for all: a later topic of the same name has another
 * @param partitionCount how many partitions it has, 1 to {@link PartitionFolder#PARTITION_COUNT_MAX}
 * @param state whether it can be used
 * @param configuration what is set for it
 */
public record TopicEntry(String name, UUID id, int partitionCount, State state, TopicConfig configuration) {

    /** Where a topic is in its life. */
    public enum State {
        /** It can be used. */
        LIVE,
        /** It is on its way out and never comes back; its name is taken until its folders are gone. */
        DELETING
    }

    /** Checks name and count. */
    public TopicEntry {
        TopicName.check(name);
        PartitionFolder.checkCount(name, partitionCount);
    }

    /**
     * One of its partitions' folders.
     *
     * @throws PartitionNotFoundException where it has no such partition
     */
    public PartitionFolder folder(int partition) {
        if (partition < 0 || partition >= partitionCount) {
            throw new PartitionNotFoundException(name, partition, partitionCount);
        }
        return new PartitionFolder(name, partition);
    }

    Path path(Path storeDirectory, int partition) {
        return folder(partition).path(storeDirectory);
    }

    TopicEntry with(State newState) {
        return new TopicEntry(name, id, partitionCount, newState, configuration);
    }

    TopicEntry with(TopicConfig newConfiguration) {
        return new TopicEntry(name, id, partitionCount, state, newConfiguration);
    }

    TopicEntry withPartitionCount(int newPartitionCount) {
        return new TopicEntry(name, id, newPartitionCount, state, configuration);
    }
}
