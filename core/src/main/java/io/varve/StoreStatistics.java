package io.varve;

import java.util.List;

/**
 * Figures of a store at one moment.
 *
 * @param topicCount how many topics
 * @param usableBytes how many bytes its device can still take
 * @param partitions every partition, by topic and index
 */
public record StoreStatistics(int topicCount, long usableBytes, List<PartitionStatistics> partitions) {}
