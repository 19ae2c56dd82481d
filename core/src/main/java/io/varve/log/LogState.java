package io.varve.log;

import java.util.function.Supplier;

/**
 * The parts of one log that its steps share.
 *
 * @param sequencer gives offsets and holds the hot end
 * @param segments the files
 * @param watermarks how far it has come
 * @param latch why it takes no more appends
 * @param room whether the device has room
 * @param config what holds now
 */
record LogState(
        Sequencer sequencer,
        SegmentList segments,
        Watermarks watermarks,
        FailureLatch latch,
        DiskRoom room,
        Supplier<LogConfig> config) {}
