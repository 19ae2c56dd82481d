package io.varve.segment;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Loads a segment's indexes from their files and holds them against the log, at the cost of a few small reads: each
 * file must be sane in itself, the batches that the last entries name must stand in the log, and headers must lead from
 * there exactly to the log's end. Entries before the last are checked when a lookup uses them
 * ({@link Segment#readFrom}, {@link Segment#offsetFloorForTimestamp}).
 *
 * <p>What this cannot see: a time index that lost its last entries, where the largest timestamp lies before the last
 * entry of the offset index. Kafka's formats hold nothing that would tell. A crash does not lead there, as both indexes
 * are forced before a recovery point passes them.
 */
final class SegmentLoader {

    /** Larger than the usual distance of two index entries, so that one read is enough as a rule. */
    private static final int WINDOW_BYTES = 8 << 10;

    private final SegmentPlace place;
    private final SegmentPaths paths;
    private final LogWindow window;
    private final BatchScan scan;

    private SegmentLoader(SegmentPlace place, long baseOffset, DiskFile log) {
        this.place = place;
        this.paths = place.paths(baseOffset);
        this.window = headerWindow(log, LogWindow.logBytes(log));
        this.scan = new BatchScan(window);
    }

    /**
     * The segment up to a position that is the border of two batches, or the log's end.
     *
     * @return empty where an index is missing or disagrees with the log
     */
    static Optional<SegmentPrefix> load(SegmentPlace place, long baseOffset, DiskFile log, int borderBytes) {
        return new SegmentLoader(place, baseOffset, log).prefix(borderBytes);
    }

    /** The same for a segment that is to be continued: entries that a crash lost at the indexes' end are made again. */
    static Optional<SegmentPrefix> loadCompleted(
            SegmentPlace place, long baseOffset, DiskFile log, int borderBytes, SegmentConfig config) {
        SegmentLoader loader = new SegmentLoader(place, baseOffset, log);
        return loader.prefix(borderBytes).map(loaded -> loader.completed(loaded, config));
    }

    /** A window fit for going by headers. */
    static LogWindow headerWindow(DiskFile log, int logBytes) {
        return new LogWindow(log, logBytes, ByteBuffer.allocate(WINDOW_BYTES));
    }

    /** Whether the log holds a batch that ends at an offset and whose largest timestamp is the one given. */
    static boolean holds(LogWindow window, OffsetIndex offsets, long lastOffset, long maxTimestampMs) {
        BatchScan scan = new BatchScan(window);
        int position = offsets.positionFloor(lastOffset);
        while (scan.plausible(position, window.fileBytes())) {
            NextBatch batch = scan.header(position);
            if (batch.lastOffset() >= lastOffset) {
                return batch.lastOffset() == lastOffset && batch.maxTimestampMs() == maxTimestampMs;
            }
            position += batch.sizeBytes();
        }
        return false;
    }

    private Optional<SegmentPrefix> prefix(int borderBytes) {
        Disk disk = place.disk();
        long baseOffset = paths.baseOffset();
        Optional<OffsetIndex> offsets = IndexReader.offsets(disk, paths.offsetIndex(), baseOffset, window.fileBytes());
        Optional<TimeIndex> times = IndexReader.times(disk, paths.timeIndex(), baseOffset);
        if (offsets.isEmpty() || times.isEmpty() || borderBytes > window.fileBytes()) {
            return Optional.empty();
        }
        return prefix(offsets.get(), times.get(), borderBytes);
    }

    private Optional<SegmentPrefix> prefix(OffsetIndex offsets, TimeIndex times, int borderBytes) {
        offsets.truncateToPosition(borderBytes);
        SegmentFill tail = new SegmentFill(paths.baseOffset());
        if (!walkTail(tail, offsets, borderBytes)) {
            return Optional.empty();
        }
        times.truncateToOffset(tail.nextOffset());
        if (!agrees(times, offsets)) {
            return Optional.empty();
        }
        SegmentFill fill = new SegmentFill(paths.baseOffset());
        fill.startFrom(offsets, times);
        fill.raiseMaxTimestamp(tail.maxTimestampMs(), tail.maxTimestampOffset());
        fill.endAt(tail.nextOffset(), borderBytes);
        if (borderBytes > 0) {
            fill.firstTimestamp(scan.header(0).maxTimestampMs());
        }
        return Optional.of(new SegmentPrefix(fill, offsets, times, false));
    }

    /**
     * Adds the entries that the indexes lack at their end. Their files are stored when a segment is sealed or closed
     * cleanly, so that what was appended since then is without entries after a crash, though the checkpoint has passed
     * it: every look-up there would scan headers up to the next entry, for as long as the segment lives.
     */
    private SegmentPrefix completed(SegmentPrefix loaded, SegmentConfig config) {
        OffsetIndex offsets = loaded.offsetIndex();
        SegmentFill fill = new SegmentFill(paths.baseOffset());
        fill.startFrom(offsets, loaded.timeIndex());
        int position = offsets.lastPositionBytes();
        fill.endAt(paths.baseOffset(), position);
        SegmentPrefix completed = new SegmentPrefix(fill, offsets, loaded.timeIndex(), false);
        while (position < loaded.fill().sizeBytes()) {
            NextBatch batch = scan.header(position);
            completed.stage(batch, config);
            position += batch.sizeBytes();
        }
        if (position > 0) {
            fill.firstTimestamp(scan.header(0).maxTimestampMs());
        }
        completed.publish();
        return completed;
    }

    /** Goes by the headers from the last entry's batch to the border; false where they do not lead there. */
    private boolean walkTail(SegmentFill tail, OffsetIndex offsets, int borderBytes) {
        int position = offsets.lastPositionBytes();
        boolean atEntry = offsets.count() > 0;
        while (position < borderBytes) {
            if (!scan.plausible(position, borderBytes)
                    || scan.baseOffset(position) < (atEntry ? paths.baseOffset() : tail.nextOffset())) {
                return false;
            }
            NextBatch batch = scan.header(position);
            if (atEntry && batch.lastOffset() != offsets.lastOffset()) {
                return false;
            }
            atEntry = false;
            tail.raiseMaxTimestamp(batch.maxTimestampMs(), batch.lastOffset());
            position += batch.sizeBytes();
            tail.endAt(batch.lastOffset() + 1, position);
        }
        return position == borderBytes && tail.nextOffset() - 1 - paths.baseOffset() <= Integer.MAX_VALUE;
    }

    /** Whether the last entry of the time index names a batch of the log. */
    private boolean agrees(TimeIndex times, OffsetIndex offsets) {
        return times.count() == 0 || holds(window, offsets, times.lastOffset(), times.lastTimestampMs());
    }
}
