package io.varve.journal;

import java.util.Comparator;
import java.util.UUID;

/**
 * Which log something is about, in the journal and in the checkpoint.
 *
 * @param topicId the topic's identity, so that a topic made anew under an old name gets nothing of the old one
 * @param partition the index in the topic
 */
public record LogKey(UUID topicId, int partition) implements Comparable<LogKey> {

    private static final Comparator<LogKey> ORDER =
            Comparator.comparing(LogKey::topicId).thenComparingInt(LogKey::partition);

    /** By topic, then by partition: any order, but the same each time. */
    @Override
    public int compareTo(LogKey other) {
        return ORDER.compare(this, other);
    }
}
