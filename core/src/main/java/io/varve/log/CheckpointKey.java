package io.varve.log;

import java.util.UUID;

/**
 * Which log a line of the checkpoint is about.
 *
 * @param topicId the topic's identity, so that a topic made anew under an old name gets nothing of the old one
 * @param partition the index in the topic
 */
record CheckpointKey(UUID topicId, int partition) {}
