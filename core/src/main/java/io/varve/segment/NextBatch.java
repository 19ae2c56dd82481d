package io.varve.segment;

import io.varve.batch.BatchHeader;
import java.nio.ByteBuffer;

/**
 * What the rolling of segments has to know of a batch before it is appended.
 *
 * @param lastOffset offset of its last record
 * @param sizeBytes its size, header included
 * @param maxTimestampMs the largest timestamp in it, in ms since 1970, or -1
 */
public record NextBatch(long lastOffset, int sizeBytes, long maxTimestampMs) {

    /** The batch at a position of a buffer, whose whole header lies there. */
    public static NextBatch at(ByteBuffer buffer, int at) {
        return new NextBatch(
                BatchHeader.lastOffset(buffer, at),
                BatchHeader.sizeBytes(buffer, at),
                BatchHeader.maxTimestampMs(buffer, at));
    }
}
