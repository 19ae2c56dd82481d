package io.varve.journal;

import java.util.UUID;

/**
 * Which log something is about, in the journal and in the checkpoint.
 *
 * @param topicId the topic's identity, so that a topic made anew under an old name gets nothing of the old one
 * @param partition the index in the topic
 */
public record LogKey(UUID topicId, int partition) {}
