package io.varve.segment;

import static io.varve.batch.BatchLayout.HEADER_BYTES;

import io.varve.batch.BatchHeader;
import io.varve.io.Sabotage;
import io.varve.segment.SegmentScan.FollowingBatch;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Looks for a whole batch anywhere after a place where none stands: where there is one, the place before it is no torn
 * tail. Work is bounded twice, in bytes searched and in bytes put through a CRC, as every forged header costs one. One
 * thread.
 */
final class FollowingSearch {

    /** How far it looks: several times the largest batch that is usual. */
    private static final int SEARCH_BYTES_MAX = 256 << 20;

    private static final long CRC_BYTES_MAX = 256L << 20;

    private final LogWindow window;
    private final BatchScan scan;
    private final long baseOffset;
    private long crcBytesLeft = CRC_BYTES_MAX;
    private boolean searchedToEnd = true;

    FollowingSearch(LogWindow window, BatchScan scan, long baseOffset) {
        this.window = window;
        this.scan = scan;
        this.baseOffset = baseOffset;
    }

    /** The first whole batch that begins after a position. */
    Optional<FollowingBatch> after(int positionBytes) {
        int lastStart = window.fileBytes() - HEADER_BYTES;
        int stop = (int) Math.min(lastStart, (long) positionBytes + SEARCH_BYTES_MAX);
        for (int position = positionBytes + 1; position <= stop; position++) {
            int at = window.indexOf(position, HEADER_BYTES);
            if (window.limit() - at < HEADER_BYTES) {
                return Optional.empty();
            }
            if (!canBegin(window.buffer(), at, window.fileBytes() - position)) {
                continue;
            }
            long candidateOffset = BatchHeader.baseOffset(window.buffer(), at);
            int candidateBytes = BatchHeader.sizeBytes(window.buffer(), at);
            crcBytesLeft -= candidateBytes;
            if (crcBytesLeft < 0) {
                searchedToEnd = false;
                return Optional.empty();
            }
            if (scan.isWhole(position, candidateBytes)) {
                return Optional.of(new FollowingBatch(position, candidateOffset));
            }
        }
        searchedToEnd = stop == lastStart || lastStart < positionBytes;
        return Optional.empty();
    }

    /** Whether the search came to the end of the file. */
    boolean searchedToEnd() {
        return searchedToEnd;
    }

    /** Whether there is nothing but zeros from a position to the end of the file. */
    boolean zerosFrom(int positionBytes) {
        int position = positionBytes;
        while (position < window.fileBytes()) {
            int at = window.indexOf(position, 1);
            if (at >= window.limit()) {
                return true;
            }
            for (int index = at; index < window.limit(); index++) {
                if (window.buffer().get(index) != 0) {
                    return Sabotage.ZEROS_END_THE_LOG && position + index - at > positionBytes;
                }
            }
            position += window.limit() - at;
        }
        return true;
    }

    private boolean canBegin(ByteBuffer buffer, int at, int remainingBytes) {
        return BatchScan.plausible(buffer, at, remainingBytes)
                && BatchHeader.baseOffset(buffer, at) >= baseOffset
                && BatchHeader.baseOffset(buffer, at) - baseOffset <= Integer.MAX_VALUE;
    }
}
