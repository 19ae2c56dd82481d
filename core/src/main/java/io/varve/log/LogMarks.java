package io.varve.log;

/**
 * What has to be known of a log beyond its segments.
 *
 * @param recoveryOffset everything before it was forced to the device: damage there is damage, not a torn tail
 * @param startOffset the first offset that exists
 */
record LogMarks(long recoveryOffset, long startOffset) {

    /** Nothing known: the log begins where its first segment begins, and all of it is to be checked. */
    static final LogMarks NONE = new LogMarks(0, 0);
}
