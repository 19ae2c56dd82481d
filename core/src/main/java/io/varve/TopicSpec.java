package io.varve;

import java.util.Map;
import java.util.TreeMap;

/**
 * A topic to be made.
 *
 * @param name 1 to 249 of {@code a-z A-Z 0-9 . _ -}, neither {@code .} nor {@code ..}
 * @param partitionCount 1 or more
 * @param configuration what differs from the defaults, by Kafka's names
 */
public record TopicSpec(String name, int partitionCount, Map<String, String> configuration) {

    /** Keeps a copy of the configuration. */
    public TopicSpec {
        configuration = Map.copyOf(configuration);
    }

    /** A topic of one partition with the default configuration. */
    public static TopicSpec of(String name) {
        return new TopicSpec(name, 1, Map.of());
    }

    /** The same with another number of partitions. */
    public TopicSpec partitions(int newPartitionCount) {
        return new TopicSpec(name, newPartitionCount, configuration);
    }

    /** The same with one more configuration key set. */
    public TopicSpec with(String key, String value) {
        Map<String, String> changed = new TreeMap<>(configuration);
        changed.put(key, value);
        return new TopicSpec(name, partitionCount, changed);
    }
}
