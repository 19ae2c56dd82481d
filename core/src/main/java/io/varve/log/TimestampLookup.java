package io.varve.log;

import io.varve.error.ClosedException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.record.Record;
import io.varve.segment.Segment;
import java.util.List;
import java.util.Optional;

/**
 * Finds the first record, in offset order, that is dated at or after a time. Timestamps need not ascend: an index entry
 * is only followed where everything before it is older, and where the time index leads to is then walked record by
 * record.
 */
final class TimestampLookup {

    private final PartitionLog log;
    private final SegmentList segments;
    private final SealedBytes sealedBytes;

    TimestampLookup(PartitionLog log, SegmentList segments, SealedBytes sealedBytes) {
        this.log = log;
        this.segments = segments;
        this.sealedBytes = sealedBytes;
    }

    Optional<TimestampHit> firstAtOrAfter(long timestampMs) {
        while (true) {
            long startOffset = log.startOffset();
            try {
                return firstAtOrAfter(timestampMs, startOffset);
            } catch (OffsetOutOfRangeException | ClosedException | StorageFailedException gone) {
                log.checkReadable();
                if (log.startOffset() == startOffset) {
                    throw gone;
                }
                // records were deleted while they were looked through: again, from the new start on
            }
        }
    }

    private Optional<TimestampHit> firstAtOrAfter(long timestampMs, long startOffset) {
        List<Segment> candidates = segments.beyond(startOffset);
        long endOffset = log.visibleEndOffset();
        for (Segment segment : candidates) {
            boolean isLast = segment == candidates.getLast(); // even where the log has rolled meanwhile
            if (isLast || segment.maxTimestampMs() >= timestampMs) {
                long from = Math.max(startOffset, segment.offsetFloorForTimestamp(timestampMs) + 1);
                long to = isLast ? endOffset : Math.min(endOffset, segment.nextOffset());
                Optional<TimestampHit> hit = walk(from, to, timestampMs);
                if (hit.isPresent()) {
                    return hit;
                }
            }
            if (!isLast) {
                sealedBytes.checkEnd(segment); // the record may have stood there
            }
        }
        return Optional.empty();
    }

    private Optional<TimestampHit> walk(long fromOffset, long toOffset, long timestampMs) {
        try (RecordWalk walk = log.walk(fromOffset)) {
            while (walk.nextAtOrAfter(timestampMs, toOffset)) {
                Record record = walk.record();
                if (record.timestampMs() >= timestampMs) {
                    return Optional.of(new TimestampHit(record.offset(), record.timestampMs()));
                }
            }
            return Optional.empty();
        }
    }
}
