package io.varve.log;

/**
 * How far a log's segments are forced to the device.
 *
 * @param offset everything before it is
 * @param segment the base offset of the segment in which that is
 * @param positionBytes where in that segment's log
 * @param allNamesForced whether the names of all segments are forced too, those behind this point included
 */
record DurablePoint(long offset, long segment, int positionBytes, boolean allNamesForced) {

    DurablePoint(long offset, long segment, int positionBytes) {
        this(offset, segment, positionBytes, true);
    }
}
