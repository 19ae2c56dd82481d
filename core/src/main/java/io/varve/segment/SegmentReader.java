package io.varve.segment;

import static io.varve.batch.BatchLayout.HEADER_BYTES;

import io.varve.batch.BatchHeader;
import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.io.DiskFile;
import io.varve.io.Sabotage;
import io.varve.segment.FileCache.OpenFile;
import io.varve.segment.SegmentFileName.Kind;
import io.varve.segment.SegmentFileName.State;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading side of a segment: its log through the store's file cache, its indexes through the store's index cache.
 * Any thread.
 *
 * <p>An index that was loaded from its file is believed entry by entry: whatever a lookup uses is held against the log
 * first, and an index that turns out to be false is made again from the log, and stored for a sealed segment.
 */
final class SegmentReader {

    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentReader.class);

    /** A map of a growing log is made anew when it lacks as much as it holds, or this. */
    private static final int UNMAPPED_BYTES_MAX = 16 << 20;

    private final Segment segment;
    private final SegmentPlace place;
    private final FileCache.SharedFile log = new FileCache.SharedFile(false);

    /** The log once more, for look-ups. */
    private final FileCache.SharedFile map = new FileCache.SharedFile(true);

    /** How much of the log could be read when the map was made anew; racing readers make it anew once too often. */
    private volatile int mappedBytes;

    private final IndexCache.Slot indexes = new IndexCache.Slot();

    SegmentReader(Segment segment, SegmentPlace place) {
        this.segment = segment;
        this.place = place;
    }

    /** Takes a writer's indexes for the time that the segment is active. */
    void pin(SegmentPrefix content) {
        indexes.pin(content);
    }

    /** Where the log's handle stands while it is open. */
    FileCache.SharedFile log() {
        return log;
    }

    /** Counts the indexes of a writer that has sealed its segment, unless lookups had to make their own. */
    void adoptIndexes(SegmentPrefix content) {
        if (indexes.value() == content) {
            place.indexes().adopt(indexes);
        } else {
            place.indexes().forget(indexes);
        }
    }

    /** Gives handle and indexes back, and answers no more; afterwards no file of the segment is written. */
    void retire() {
        place.files().retire(log);
        place.files().retire(map);
        place.indexes().retire(indexes);
    }

    /** A lease of the log's handle. The caller releases it. */
    OpenFile lease() {
        return place.files().lease(log, place.disk(), segment::path);
    }

    /** The size of the log file. */
    int fileBytes() {
        OpenFile lease = lease();
        try {
            return LogWindow.logBytes(lease.file());
        } finally {
            lease.release();
        }
    }

    SegmentPrefix indexes() {
        SegmentPrefix present = indexes.value();
        return present != null ? present : place.indexes().load(indexes, this::load);
    }

    int read(int positionBytes, ByteBuffer target) {
        int limit = target.limit();
        target.limit(readableLimit(positionBytes, target));
        OpenFile lease = lease();
        try {
            return lease.file().readFully(positionBytes, target);
        } finally {
            lease.release();
            target.limit(limit);
        }
    }

    /** Up to where a buffer may be filled from a position on. */
    private int readableLimit(int positionBytes, ByteBuffer target) {
        int remainingBytes = Math.max(0, segment.readableBytes() - positionBytes);
        return target.position() + Math.min(target.remaining(), remainingBytes);
    }

    /**
     * Reads through the map what that holds: without a system call a look-up takes half the time. The rest, which is
     * the end of a log that has grown since, is read in the usual way.
     */
    private void readMapped(int positionBytes, ByteBuffer target) {
        int start = target.position();
        int limit = target.limit();
        target.limit(readableLimit(positionBytes, target));
        OpenFile lease = place.files().lease(map, place.disk(), segment::path);
        boolean isCut;
        try {
            lease.file().readFully(positionBytes, target);
            isCut = target.hasRemaining();
        } finally {
            lease.release();
            target.limit(limit);
        }
        if (isCut) {
            read(positionBytes + target.position() - start, target);
            int readableBytes = segment.readableBytes();
            int known = mappedBytes;
            if (readableBytes - known >= Math.min(Math.max(1, known), UNMAPPED_BYTES_MAX)) {
                mappedBytes = readableBytes;
                place.files().reopen(map);
            }
        }
    }

    /**
     * Reads from a batch on that begins at or before an offset, and no more than it takes to have the batch that holds
     * the offset. Batches larger than the distance of index entries have an entry each: then the entry at or above the
     * offset names the very batch, and the one before it need not be read.
     */
    int readFrom(long offset, ByteBuffer target) {
        int start = target.position();
        SegmentPrefix used = indexes();
        while (true) {
            OffsetIndex offsets = used.offsetIndex();
            int entry = offsets.countBelow(offset);
            if (isFar(offsets, entry) && readBatch(offsets, entry, offset, target)) {
                return offsets.positionAt(entry);
            }
            target.position(start);
            int positionBytes = entry == 0 ? 0 : offsets.positionAt(entry - 1);
            readUpTo(offsets, entry + 1, positionBytes, target);
            if (entry == 0 || begins(target, start, offsets.offsetAt(entry - 1))) {
                return positionBytes;
            }
            if (used.seenInLog()) {
                throw new CorruptionException(
                        segment.path(),
                        positionBytes,
                        "the batch that ends at offset " + offsets.offsetAt(entry - 1),
                        "something else");
            }
            target.position(start);
            used = rebuilt(used);
        }
    }

    /** Whether an entry lies so far behind the one before it that there is likely no batch between them. */
    private boolean isFar(OffsetIndex offsets, int entry) {
        if (entry == 0 || entry >= offsets.count()) {
            return false;
        }
        int distanceBytes = offsets.positionAt(entry) - offsets.positionAt(entry - 1);
        return distanceBytes > segment.config().indexIntervalBytes() * 3L / 2;
    }

    /**
     * Reads the batch that an entry names; false where it is not the one that holds the offset, or the entry is false.
     */
    private boolean readBatch(OffsetIndex offsets, int entry, long offset, ByteBuffer target) {
        int start = target.position();
        readUpTo(offsets, entry + 1, offsets.positionAt(entry), target);
        return begins(target, start, offsets.offsetAt(entry)) && BatchHeader.baseOffset(target, start) <= offset;
    }

    /** Reads from a position to where an entry's batch begins, as far as there is one and the target has room. */
    private void readUpTo(OffsetIndex offsets, int entry, int positionBytes, ByteBuffer target) {
        int limit = target.limit();
        if (entry < offsets.count()) {
            target.limit(Math.min(limit, target.position() + offsets.positionAt(entry) - positionBytes));
        }
        readMapped(positionBytes, target);
        target.limit(limit);
    }

    long offsetFloorForTimestamp(long targetMs) {
        SegmentPrefix used = indexes();
        while (true) {
            TimeIndex times = used.timeIndex();
            int entry = times.entryBelow(targetMs);
            if (entry < 0) {
                return segment.baseOffset() - 1;
            }
            long offset = times.offsetAt(entry);
            if (used.seenInLog() || used.checkedTimes().contains(entry)) {
                return offset;
            }
            if (logHolds(used, offset, times.timestampMsAt(entry))) {
                used.checkedTimes().add(entry);
                return offset;
            }
            used = rebuilt(used);
        }
    }

    private static boolean begins(ByteBuffer target, int start, long lastOffset) {
        return target.position() - start >= HEADER_BYTES
                && BatchScan.plausible(target, start, Integer.MAX_VALUE)
                && (BatchHeader.lastOffset(target, start) == lastOffset || Sabotage.INDEX_TRUSTED);
    }

    private boolean logHolds(SegmentPrefix used, long lastOffset, long maxTimestampMs) {
        OpenFile lease = lease();
        try {
            LogWindow window = SegmentLoader.headerWindow(lease.file(), segment.sizeBytes());
            return SegmentLoader.holds(window, used.offsetIndex(), lastOffset, maxTimestampMs);
        } finally {
            lease.release();
        }
    }

    private SegmentPrefix load() {
        OpenFile lease = lease();
        try {
            return SegmentLoader.load(place, segment.baseOffset(), lease.file(), segment.sizeBytes())
                    .filter(loaded -> !segment.isSealed() || !loaded.fill().closingEntryDue())
                    .orElseGet(() -> rebuilt(null));
        } catch (StorageFailedException failure) {
            throw segment.isClosed() ? new ClosedException("segment " + segment.path()) : failure;
        } finally {
            lease.release();
        }
    }

    private SegmentPrefix rebuilt(@Nullable SegmentPrefix rejected) {
        return place.indexes().rebuild(indexes, rejected, () -> {
            OpenFile lease = lease();
            try {
                return rebuild(lease.file());
            } finally {
                lease.release();
            }
        });
    }

    private SegmentPrefix rebuild(DiskFile file) {
        LOGGER.warn("the indexes of {} do not fit it; they are made again from it", segment.path());
        SegmentPrefix made = SegmentRecovery.rebuild(file, segment.sizeBytes(), segment.config(), segment.baseOffset());
        checkEnd(made.end());
        made.close();
        if (segment.isSealed() && !segment.isClosed()) {
            store(made);
        }
        return made;
    }

    /**
     * The last batch's base offset is covered by no checksum, and no batch behind it contradicts: the next segment
     * does.
     */
    private void checkEnd(SegmentEnd end) {
        if (segment.isSealed() && end.nextOffset() > segment.nextOffset()) {
            throw new CorruptionException(
                    segment.path(),
                    end.sizeBytes(),
                    "an end at or before offset " + segment.nextOffset() + ", where the next segment begins",
                    "an end at " + end.nextOffset());
        }
    }

    /** Stores what was made again. That the disk takes no more writes must not keep anyone from reading. */
    private void store(SegmentPrefix made) {
        try {
            replace(Kind.OFFSET_INDEX, made.offsetIndex());
            replace(Kind.TIME_INDEX, made.timeIndex());
        } catch (StorageFailedException failure) {
            LOGGER.warn("the indexes of {} stay in memory only, as they cannot be stored", segment.path(), failure);
        }
    }

    private void replace(Kind kind, EntryTable table) {
        SegmentPaths paths = segment.paths();
        Path temporary = paths.path(kind, State.CLEANED);
        IndexFile.replace(place.disk(), temporary, paths.path(kind, State.LIVE), table);
    }
}
