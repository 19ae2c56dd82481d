package io.varve.log;

/**
 * How far a log is forced to the device.
 *
 * @param offset everything before it is
 * @param segment the base offset of the segment in which that is
 * @param positionBytes where in that segment's log
 */
record DurablePoint(long offset, long segment, int positionBytes) {}
