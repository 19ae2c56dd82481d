package io.varve.segment;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.CorruptionException;
import io.varve.io.DiskFile;
import io.varve.segment.SegmentScan.Clean;
import io.varve.segment.SegmentScan.Cut;
import io.varve.segment.SegmentScan.CutReason;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds out how far a segment's log holds whole batches, and makes its indexes again as appending would have made them.
 * Changes no file, except where told to cut. Any thread; one at a time for a segment that is not open for appending.
 *
 * <p>Cost: one sequential read from the border given, at the speed of CRC-32C; memory: 1 MiB and the indexes.
 */
public final class SegmentRecovery {

    private static final long UNKNOWN_OFFSET = -1;
    private static final int WINDOW_BYTES_MIN = 1 << 12;
    private static final int WINDOW_BYTES_MAX = 1 << 20;

    private final SegmentConfig config;
    private final long baseOffset;
    private final LogWindow window;
    private final BatchScan scan;
    private final SegmentPrefix prefix;

    private SegmentRecovery(SegmentConfig config, LogWindow window, SegmentPrefix prefix) {
        this.config = config;
        this.baseOffset = prefix.offsetIndex().baseOffset();
        this.window = window;
        this.scan = new BatchScan(window);
        this.prefix = prefix;
    }

    /**
     * Scans a log.
     *
     * @param config how dense the indexes are to be
     * @param fromPositionBytes a border of two batches up to which the log is known to be good, or 0; at the log's end,
     *     only the indexes are checked. Where the indexes do not fit the log up to there, the scan begins at 0 instead
     * @throws CorruptionException where the log is shorter than that, or too large for a log
     */
    public static SegmentScan recover(
            SegmentPlace place, long baseOffset, SegmentConfig config, int fromPositionBytes) {
        return recover(place, baseOffset, config, fromPositionBytes, UNKNOWN_OFFSET);
    }

    /**
     * Scans a log of which the offset at the border is known too.
     *
     * @param fromOffset the offset at which the batches before the border end
     * @throws CorruptionException also where they end at another one
     */
    public static SegmentScan recover(
            SegmentPlace place, long baseOffset, SegmentConfig config, int fromPositionBytes, long fromOffset) {
        try (DiskFile log = place.disk().openRead(place.paths(baseOffset).log())) {
            int logBytes = LogWindow.logBytes(log);
            if (fromPositionBytes > logBytes) {
                throw new CorruptionException(
                        log.path(), logBytes, "whole batches up to byte " + fromPositionBytes, "the end of the file");
            }
            Optional<SegmentPrefix> known = fromPositionBytes == 0
                    ? Optional.empty()
                    : SegmentLoader.loadCompleted(place, baseOffset, log, fromPositionBytes, config);
            known.ifPresent(prefix -> checkEnd(log, prefix.end(), fromOffset));
            SegmentScan scan = scan(log, logBytes, config, known.orElseGet(() -> SegmentPrefix.empty(baseOffset)));
            if (fromPositionBytes > 0 && scan.prefix().end().sizeBytes() == fromPositionBytes) {
                checkEnd(log, scan.prefix().end(), fromOffset);
            }
            return scan;
        }
    }

    /** The last batch's base offset is covered by no checksum, and no batch behind it contradicts: this does. */
    private static void checkEnd(DiskFile log, SegmentEnd end, long endOffset) {
        if (end.nextOffset() != endOffset && endOffset != UNKNOWN_OFFSET) {
            throw new CorruptionException(
                    log.path(),
                    end.sizeBytes(),
                    "the batches before to end at offset " + endOffset,
                    "an end at " + end.nextOffset());
        }
    }

    /**
     * Cuts a log at a position, for good, and makes the cut survive a crash. The indexes are cut when the segment is
     * opened for appending.
     */
    public static void truncate(SegmentPlace place, long baseOffset, int positionBytes) {
        try (DiskFile log = place.disk().openWrite(place.paths(baseOffset).log())) {
            log.truncate(positionBytes);
            log.force(true);
        }
    }

    /**
     * Writes a stretch of a log again, byte for byte. What was read may only be what the system remembers: after a
     * force that failed it takes the bytes for stored though the device never got them, and no later force would write
     * them. Written again they are stored by the next force; a crash before that may tear them.
     *
     * @param prefix what was found good
     * @param fromPositionBytes the border of two batches where the stretch begins
     * @param endOffset batches from this offset on are left alone
     */
    public static void rewrite(SegmentPlace place, SegmentPrefix prefix, int fromPositionBytes, long endOffset) {
        long baseOffset = prefix.offsetIndex().baseOffset();
        try (DiskFile log = place.disk().openWrite(place.paths(baseOffset).log());
                Arena memory = Arena.ofConfined()) {
            int endBytes = endPosition(log, prefix, endOffset);
            int windowBytes = Math.max(1, Math.min(WINDOW_BYTES_MAX, endBytes - fromPositionBytes));
            ByteBuffer window = memory.allocate(windowBytes).asByteBuffer();
            for (int at = fromPositionBytes; at < endBytes; at += window.position()) {
                window.clear().limit(Math.min(window.capacity(), endBytes - at));
                log.readFully(at, window);
                log.writeFully(at, window.flip());
            }
        }
    }

    /** Where the first batch begins that does so at or above an offset, or where the good batches end. */
    private static int endPosition(DiskFile log, SegmentPrefix prefix, long endOffset) {
        int logBytes = prefix.end().sizeBytes();
        if (endOffset >= prefix.end().nextOffset()) {
            return logBytes;
        }
        ByteBuffer header = ByteBuffer.allocate(BatchLayout.HEADER_BYTES);
        int at = prefix.offsetIndex().positionFloor(endOffset);
        while (at < logBytes) {
            log.readFully(at, header.clear());
            if (BatchHeader.baseOffset(header, 0) >= endOffset) {
                return at;
            }
            at += BatchHeader.sizeBytes(header, 0);
        }
        return logBytes;
    }

    /** Scans a log from the end of a prefix to a position that is the file's end, or where a writer has come. */
    static SegmentScan scan(DiskFile log, int logBytes, SegmentConfig config, SegmentPrefix prefix) {
        try (Arena memory = Arena.ofConfined()) {
            int windowBytes = Math.max(WINDOW_BYTES_MIN, Math.min(WINDOW_BYTES_MAX, logBytes));
            LogWindow window =
                    new LogWindow(log, logBytes, memory.allocate(windowBytes).asByteBuffer());
            return new SegmentRecovery(config, window, prefix).scan();
        }
    }

    /**
     * Makes a segment's indexes again from its log alone.
     *
     * @throws CorruptionException where the log holds anything but whole batches
     */
    static SegmentPrefix rebuild(DiskFile log, int logBytes, SegmentConfig config, long baseOffset) {
        return switch (scan(log, logBytes, config, SegmentPrefix.empty(baseOffset))) {
            case Clean clean -> clean.prefix();
            case Cut cut -> throw new CorruptionException(log.path(), cut.positionBytes(), cut.expected(), cut.found());
        };
    }

    private SegmentScan scan() {
        SegmentFill fill = prefix.fill();
        while (fill.sizeBytes() < window.fileBytes()) {
            int position = fill.sizeBytes();
            switch (scan.check(position)) {
                case BatchCheck.Whole whole -> {
                    if (misplaced(position)) {
                        return misplacedCut(position);
                    }
                    prefix.stage(scan.header(position), config);
                }
                case BatchCheck.Torn torn -> {
                    return cut(CutReason.TORN, "a batch of " + torn.neededBytes() + " bytes", torn.reason());
                }
                case BatchCheck.Damaged damaged -> {
                    String expected = damaged.expected() + " at byte " + damaged.positionInBatch() + " of the batch";
                    return cut(CutReason.DAMAGED, expected, damaged.found());
                }
            }
        }
        prefix.publish();
        return new Clean(prefix);
    }

    private boolean misplaced(int positionBytes) {
        return scan.baseOffset(positionBytes) < prefix.fill().nextOffset()
                || scan.header(positionBytes).lastOffset() - baseOffset > Integer.MAX_VALUE;
    }

    private Cut misplacedCut(int positionBytes) {
        String found = "offsets " + scan.baseOffset(positionBytes) + " to "
                + scan.header(positionBytes).lastOffset();
        return cut(
                CutReason.MISPLACED,
                "a batch of offsets from " + prefix.fill().nextOffset() + " to " + (baseOffset + Integer.MAX_VALUE),
                found);
    }

    private Cut cut(CutReason reason, String expected, String found) {
        prefix.publish();
        int position = prefix.fill().sizeBytes();
        FollowingSearch search = new FollowingSearch(window, scan, baseOffset);
        if (search.zerosFrom(position)) {
            String zeros = window.fileBytes() - position + " zeros up to the end of the file";
            return new Cut(prefix, CutReason.ZEROS, expected, zeros, Optional.empty(), true);
        }
        var following = search.after(position);
        return new Cut(prefix, reason, expected, found, following, search.searchedToEnd());
    }
}
