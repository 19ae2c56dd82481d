package io.varve.catalog;

import io.varve.error.InvalidTopicException;
import io.varve.error.PartitionNotFoundException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One partition's folder: {@code <store>/topics/<topic>-<partition>}. A folder on its way out carries Kafka's suffix
 * behind a unique part, {@code <topic>-<partition>.<32 hex digits>-delete} or {@code …-stray}; the folder of a
 * partition always ends in a digit, so that no topic name, {@code x-delete} included, can be taken for one of these.
 * Pure; any thread.
 *
 * @param topic the topic's name, valid by {@link TopicName}
 * @param partition the index, from 0
 */
public record PartitionFolder(String topic, int partition) {

    /**
     * The most partitions that one topic may have: with more, opening a store would take seconds for one topic alone.
     */
    public static final int PARTITION_COUNT_MAX = 10_000;

    /** The folder of all partitions' folders, within the store's. */
    static final String TOPICS = "topics";

    private static final String DELETED_SUFFIX = "-delete";
    private static final String STRAY_SUFFIX = "-stray";

    /** The longest name of a file on the usual file systems; Kafka cuts the topic's name short to stay within it. */
    private static final int NAME_LENGTH_MAX = 255;

    private static final Pattern LEAVING = Pattern.compile(".+-[0-9]{1,10}\\.([0-9a-f]{32})(-delete|-stray)");

    /** Checks both. */
    public PartitionFolder {
        TopicName.check(topic);
        if (partition < 0 || partition >= PARTITION_COUNT_MAX) {
            throw new PartitionNotFoundException(topic, partition, PARTITION_COUNT_MAX);
        }
    }

    /**
     * Reads the name of a partition's folder; the last {@code -} parts topic and index, so that the topic may hold
     * others. Only what {@link #name} writes is accepted: {@code a-00} is not the folder of {@code a-0}.
     */
    public static Optional<PartitionFolder> parse(String folderName) {
        int dash = folderName.lastIndexOf('-');
        if (dash <= 0 || !TopicName.isValid(folderName.substring(0, dash))) {
            return Optional.empty();
        }
        String digits = folderName.substring(dash + 1);
        boolean isIndex = !digits.isEmpty()
                && digits.length() < String.valueOf(PARTITION_COUNT_MAX).length()
                && digits.chars().allMatch(character -> character >= '0' && character <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
        return isIndex
                ? Optional.of(new PartitionFolder(folderName.substring(0, dash), Integer.parseInt(digits)))
                : Optional.empty();
    }

    /** The topic that a folder on its way out belonged to, if the name is that of one. */
    static Optional<UUID> parseDeleted(String folderName) {
        if (!folderName.endsWith(DELETED_SUFFIX)) {
            return Optional.empty();
        }
        Matcher matcher = LEAVING.matcher(folderName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1);
        return Optional.of(new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16)));
    }

    /**
     * The same count, if a topic may have so many partitions.
     *
     * @param topic for the message
     * @throws InvalidTopicException below 1 or above {@link #PARTITION_COUNT_MAX}
     */
    static int checkCount(String topic, int partitionCount) {
        if (partitionCount < 1 || partitionCount > PARTITION_COUNT_MAX) {
            throw new InvalidTopicException(
                    topic, "partition count " + partitionCount + "; expected 1 to " + PARTITION_COUNT_MAX);
        }
        return partitionCount;
    }

    /** Its name: {@code <topic>-<partition>}. */
    public String name() {
        return topic + "-" + partition;
    }

    /** Where it lies. */
    public Path path(Path storeDirectory) {
        return storeDirectory.resolve(TOPICS).resolve(name());
    }

    /** Its name once its topic is deleted; the topic's identity makes it unique, and says whose it was. */
    String deletedName(UUID topicId) {
        return leavingName(topicId, DELETED_SUFFIX);
    }

    /** Its name once it is set aside because nobody knows it. */
    String strayName(UUID unique) {
        return leavingName(unique, STRAY_SUFFIX);
    }

    private String leavingName(UUID unique, String suffix) {
        String end = "-" + partition + "." + unique.toString().replace("-", "").toLowerCase(Locale.ROOT) + suffix;
        return topic.substring(0, Math.min(topic.length(), NAME_LENGTH_MAX - end.length())) + end;
    }
}
