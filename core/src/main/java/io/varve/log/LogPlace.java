package io.varve.log;

import io.varve.journal.LogKey;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Which log this is, and where its files are.
 *
 * @param topic the topic's name
 * @param topicId the topic's identity
 * @param partition the index in the topic
 * @param folder the partition's folder; it exists
 */
public record LogPlace(String topic, UUID topicId, int partition, Path folder) {

    /** The name that errors and folders use: {@code topic-partition}. */
    public String name() {
        return topic + "-" + partition;
    }

    LogKey key() {
        return new LogKey(topicId, partition);
    }
}
