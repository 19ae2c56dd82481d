package io.varve;

/**
 * Figures of one partition at one moment.
 *
 * @param topic the topic's name
 * @param partition the index
 * @param startOffset the first offset that exists
 * @param visibleEndOffset the end for readers
 * @param durableEndOffset everything before it is forced to the device
 * @param endOffset the offset that the next record gets
 * @param segmentCount how many segments it has
 * @param sizeBytes the bytes of its logs, those still in memory included; indexes not counted
 */
public record PartitionStatistics(
        String topic,
        int partition,
        long startOffset,
        long visibleEndOffset,
        long durableEndOffset,
        long endOffset,
        int segmentCount,
        long sizeBytes) {}
