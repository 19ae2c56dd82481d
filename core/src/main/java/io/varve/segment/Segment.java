package io.varve.segment;

import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.segment.SegmentFileName.Kind;
import io.varve.segment.SegmentFileName.State;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One segment of a partition's log: its log file and its indexes.
 *
 * <p>A segment is active, taking batches at its end, until it is sealed; a sealed one never changes. An active one
 * holds its indexes in memory, and its file open while bytes in it are not forced; a sealed one holds nothing but this
 * object while nobody reads it: its file is opened through the store's {@link FileCache} and its indexes are loaded
 * through the store's {@link IndexCache}.
 *
 * <p>Threads: verbs under "writer" belong to one thread at a time, which the owner guarantees, except
 * {@link #forceLog}; all others may be called from any thread at any time, also while the segment is being deleted,
 * which they answer with {@link ClosedException}. Errors: {@link StorageFailedException} from the disk,
 * {@link CorruptionException} where the log is not what was written; false or missing indexes are no errors, they are
 * made again from the log.
 */
public final class Segment implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Segment.class);

    /** What is deleted with the segment, the log first: index files without a log are leftovers, to be removed. */
    private static final Kind[] OWN_FILES = {Kind.LOG, Kind.OFFSET_INDEX, Kind.TIME_INDEX, Kind.TRANSACTION_INDEX};

    private static final long UNKNOWN = -1;

    private final SegmentPlace place;
    private final long baseOffset;
    private final long sealedNextOffset;
    private final SegmentReader reader;

    /** Written by the writer thread; read for rebuilds of indexes. */
    private volatile SegmentConfig config;

    /** Published by the writer after each append, or by the first reader of a sealed segment that needs it. */
    private volatile @Nullable SegmentEnd end;

    /** A sealed segment's size where nothing else of its end is known; written by any reader, always the same. */
    private volatile long sealedSizeBytes = UNKNOWN;

    /** Present until the segment was sealed and forced; written by the writer thread, read by {@link #forceLog}. */
    private volatile @Nullable SegmentWriter writer;

    /** Written once by the owner; read by everyone. */
    private volatile boolean closed;

    private Segment(SegmentPlace place, long baseOffset, long sealedNextOffset, SegmentConfig config) {
        this.place = place;
        this.baseOffset = baseOffset;
        this.sealedNextOffset = sealedNextOffset;
        this.config = config;
        this.reader = new SegmentReader(this, place);
    }

    /**
     * Makes a new, empty, active segment. Its log's name survives a crash only after the caller forced the folder.
     *
     * @throws StorageFailedException of kind ALREADY_EXISTS where there is one with this base offset
     */
    public static Segment create(SegmentPlace place, long baseOffset, SegmentConfig config, SegmentBirth birth) {
        Segment segment = new Segment(place, baseOffset, UNKNOWN, config);
        place.files().opened(segment.reader.log(), place.disk().create(segment.path(), config.segmentBytes()));
        return segment.activate(SegmentPrefix.empty(baseOffset), birth, false);
    }

    /**
     * Continues a segment at the end of what recovery found good. Bytes of the log beyond that end are cut off before
     * the first append.
     *
     * @param prefix from {@link SegmentRecovery#recover}, to be used once
     */
    public static Segment openActive(
            SegmentPlace place, SegmentPrefix prefix, SegmentConfig config, SegmentBirth birth) {
        Segment segment = new Segment(place, prefix.offsetIndex().baseOffset(), UNKNOWN, config);
        return segment.activate(prefix, birth, true);
    }

    /**
     * A sealed segment; touches no file until it is read.
     *
     * @param nextOffset the base offset of the segment after it
     * @param config how dense its indexes are to be, should they have to be made again
     */
    public static Segment openSealed(SegmentPlace place, long baseOffset, long nextOffset, SegmentConfig config) {
        return new Segment(place, baseOffset, nextOffset, config);
    }

    /** @param found whether the log is as another process left it, perhaps unforced */
    private Segment activate(SegmentPrefix prefix, SegmentBirth birth, boolean found) {
        reader.log().written(true);
        WrittenFile log = new WrittenFile(place, reader.log(), path(), this::relieve);
        if (found) {
            log.foundUnforced();
        }
        boolean opened = false;
        try {
            writer = new SegmentWriter(place, log, prefix, config, birth);
            opened = true;
        } finally {
            if (!opened) {
                reader.retire();
            }
        }
        end = prefix.end();
        reader.pin(prefix);
        return this;
    }

    // ---- readers ----

    /** The offset that the segment is named by: no record in it has a lower one. */
    public long baseOffset() {
        return baseOffset;
    }

    /** The offset after its last batch; for a sealed segment the base offset of the one after it. */
    public long nextOffset() {
        SegmentEnd now = end;
        return sealedNextOffset != UNKNOWN || now == null ? sealedNextOffset : now.nextOffset();
    }

    /** The size of its log in bytes. Asks the disk at the first call for a sealed segment. */
    public int sizeBytes() {
        SegmentEnd now = end;
        if (now != null) {
            return now.sizeBytes();
        }
        if (sealedSizeBytes == UNKNOWN) {
            sealedSizeBytes = reader.fileBytes();
        }
        return (int) sealedSizeBytes;
    }

    /** The largest timestamp in it in ms, or -1. Loads the indexes at the first call for a sealed segment. */
    public long maxTimestampMs() {
        return end().maxTimestampMs();
    }

    /** Its end. Loads the indexes at the first call for a sealed segment. */
    public SegmentEnd end() {
        SegmentEnd now = end;
        if (now == null) {
            now = reader.indexes().end();
            end = now;
        }
        return now;
    }

    /** Whether it takes no more batches. */
    public boolean isSealed() {
        SegmentWriter present = writer;
        return present == null || present.sealed();
    }

    /** Its files. */
    public SegmentPaths paths() {
        return place.paths(baseOffset);
    }

    /** Its log file. */
    public Path path() {
        return paths().log();
    }

    /**
     * The position in bytes that the offset index gives for an offset: scanning forward from there finds the first
     * batch that ends at or after it. Not held against the log: begin a read with {@link #readFrom}.
     */
    public int positionFloor(long offset) {
        return reader.indexes().offsetIndex().positionFloor(offset);
    }

    /**
     * Reads bytes of the log into a buffer, as many as fit and the log has.
     *
     * @return how many, 0 at or past its end
     */
    public int read(int positionBytes, ByteBuffer target) {
        return reader.read(positionBytes, target);
    }

    /**
     * Reads bytes of the log from {@link #positionFloor} of an offset on, after making sure that the index was right.
     *
     * @param target has room for a batch's header at least
     * @return where the bytes begin in the log, in bytes: at a batch
     * @throws CorruptionException where the index was false and the log is damaged too
     */
    public int readFrom(long offset, ByteBuffer target) {
        return reader.readFrom(offset, target);
    }

    /**
     * The highest offset known such that all records up to it are older than a time; the base offset - 1 where none is
     * known. Scanning forward from the offset after it finds the first record at or after that time.
     *
     * @param targetMs in ms since 1970
     */
    public long offsetFloorForTimestamp(long targetMs) {
        SegmentEnd now = end();
        if (now.maxTimestampMs() < targetMs) {
            return now.nextOffset() - 1;
        }
        return reader.offsetFloorForTimestamp(targetMs);
    }

    // ---- writer ----

    /**
     * Why a batch has to go into a new segment; empty where it fits into this one. An empty segment takes any batch
     * whose offsets it can hold.
     *
     * @param nowWallMs wall time in ms since 1970
     */
    public Optional<RollReason> mustRoll(NextBatch next, long nowWallMs) {
        return active().mustRoll(next, nowWallMs);
    }

    /**
     * Where in a run of batches the first one lies that has to go into a new segment: {@code from} if it is the first
     * of them, {@code to} if none has to. Costs a look at each header.
     */
    public int runEnd(ByteBuffer batches, int from, int to, long nowWallMs) {
        return active().runEnd(batches, from, to, nowWallMs);
    }

    /**
     * Appends a run of whole batches with ascending offsets, in one write as a rule. Neither the buffer's position nor
     * its limit moves. Afterwards readers see the bytes. On failure nothing has been appended, and the next append
     * begins at the same position.
     *
     * @param batches big-endian
     * @param from index of the first batch's first byte
     * @param to index after the last batch's last byte
     * @throws io.varve.error.InvalidBatchException where the bytes are no run of batches or their offsets do not fit;
     *     CRCs are not looked at
     * @throws StorageFailedException where the disk failed, or a force of this segment failed before
     */
    public void append(ByteBuffer batches, int from, int to) {
        end = active().append(batches, from, to);
    }

    /** Says that its files were forced as they were found. Before the first append. */
    public void foundForced() {
        active().foundForced();
    }

    /** Takes another configuration; it counts from the next batch on. */
    public void configure(SegmentConfig newConfig) {
        config = newConfig;
        active().configure(newConfig);
    }

    /**
     * Makes the log's bytes that were appended before this call survive a crash; any thread, also while another
     * appends. After a failure the segment takes nothing any more and this call fails for ever.
     */
    public void forceLog() {
        SegmentWriter present = writer;
        if (present != null) {
            present.forceLog();
        }
    }

    /**
     * Makes the log and then its indexes survive a crash. A sealed segment needs nothing of its writer then. The names
     * of new files survive only after the caller forced the folder.
     */
    public void force() {
        SegmentWriter present = writer;
        if (present == null) {
            return;
        }
        present.forceLog();
        present.forceIndexes();
        if (present.sealed()) {
            writer = null;
            present.close();
            reader.log().written(false);
        }
    }

    /**
     * Forces it for the sake of others, who need the room for a file: an active one stays as it is, a sealed one is
     * done with. What fails is kept for those whose segment it is: their next append or force says so.
     */
    private void relieve() {
        try {
            if (isSealed()) {
                force();
            } else {
                forceLog();
            }
        } catch (StorageFailedException | ClosedException failure) {
            LOGGER.warn("forcing {} to make room for other files", path(), failure);
        }
    }

    /**
     * Ends the appending: writes the time index's last entry and all that the index files lack. Forces nothing: what
     * that takes is kept until {@link #force}.
     */
    public void seal() {
        SegmentWriter present = active();
        present.seal();
        reader.adoptIndexes(present.content());
    }

    /**
     * Writes what the index files lack, where the segment is active, and gives handles back. Forces nothing. Closing
     * twice does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        SegmentWriter present = writer;
        try {
            if (present != null) {
                present.closeCleanly();
            }
        } finally {
            release();
        }
    }

    /**
     * Gives the segment's files the suffix {@code .deleted}, after which a start of the store knows to remove them, and
     * ends its use: later reads fail, reads under way end well.
     */
    public void markDeleted() {
        release();
        for (Kind kind : OWN_FILES) {
            Path live = paths().path(kind, State.LIVE);
            if (place.disk().exists(live)) {
                place.disk().rename(live, paths().path(kind, State.DELETED));
            }
        }
    }

    /** {@linkplain #markDeleted Marks} the segment's files and removes them. The caller forces the folder. */
    public void delete() {
        markDeleted();
        for (Kind kind : OWN_FILES) {
            Path deleted = paths().path(kind, State.DELETED);
            if (place.disk().exists(deleted)) {
                place.disk().delete(deleted);
            }
        }
    }

    // ---- inside ----

    SegmentConfig config() {
        return config;
    }

    boolean isClosed() {
        return closed;
    }

    /** Up to where readers may read: what is beyond an active segment's end is not theirs yet. */
    int readableBytes() {
        SegmentEnd now = end;
        return now == null ? Integer.MAX_VALUE : now.sizeBytes();
    }

    private void release() {
        closed = true;
        SegmentWriter present = writer;
        writer = null;
        reader.retire();
        if (present != null) {
            present.close();
        }
    }

    private SegmentWriter active() {
        SegmentWriter present = writer;
        if (present == null) {
            throw new ClosedException("the appending end of segment " + path());
        }
        return present;
    }
}
