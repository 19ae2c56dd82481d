package io.varve.log;

/**
 * What has to be known of a log beyond its segments, to tell what a crash may have left from what is damage.
 *
 * @param startOffset the first offset that exists
 * @param recoveryOffset everything before it was forced to the device: damage there is damage, not a torn tail
 * @param recoverySegment the base offset of the segment in which the recovery offset lies
 * @param recoveryPositionBytes where in that segment's log it lies
 * @param segmentCount how many segments there are from the one that holds the start offset to the recovery segment, so
 *     that a missing file is noticed
 * @param sealedBytes the sizes of their logs together, but for the recovery segment's, so that a shortened one is
 *     noticed
 */
record LogMarks(
        long startOffset,
        long recoveryOffset,
        long recoverySegment,
        int recoveryPositionBytes,
        int segmentCount,
        long sealedBytes) {}
