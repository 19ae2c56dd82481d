package io.varve.segment;

import static io.varve.batch.BatchLayout.HEADER_BYTES;

import io.varve.batch.BatchHeader;
import io.varve.error.ClosedException;
import io.varve.error.InvalidBatchException;
import io.varve.error.StorageFailedException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of an active segment: one thread at a time, which the segment's owner guarantees; only the failure
 * latch is shared. It knows nothing of readers, except that index entries are published after the bytes that they name.
 */
final class SegmentWriter {

    private final SegmentPaths paths;
    private final WrittenFile log;
    private final SegmentBirth birth;
    private final SegmentPrefix content;
    private final SegmentFill draft;
    private final IndexFile offsetFile;
    private final IndexFile timeFile;

    private SegmentConfig config;

    /** Taken for the index files, which a thread that makes room for others' files may force too. */
    private final ReentrantLock indexLock = new ReentrantLock();

    /** Written by the writer thread; read by whoever forces. */
    private volatile boolean sealed;

    /**
     * Whether bytes may lie after the log's end: what a failed write left. They are cut off before the next write, as a
     * shorter one over them would leave whole batches behind it that nobody was promised.
     */
    private boolean tailUncertain;

    /** Written by whichever thread's force failed first, read by all: nothing is appended or forced afterwards. */
    private volatile @Nullable StorageFailedException forceFailure;

    SegmentWriter(
            SegmentPlace place, WrittenFile log, SegmentPrefix content, SegmentConfig config, SegmentBirth birth) {
        long baseOffset = content.offsetIndex().baseOffset();
        this.paths = place.paths(baseOffset);
        this.log = log;
        this.content = content;
        this.config = config;
        this.birth = birth;
        this.draft = new SegmentFill(baseOffset);
        this.offsetFile = new IndexFile(
                place.disk(), paths.offsetIndex(), content.offsetIndex(), content.storedOffsetEntryCount());
        this.timeFile =
                new IndexFile(place.disk(), paths.timeIndex(), content.timeIndex(), content.storedTimeEntryCount());
        this.tailUncertain = log.sizeBytes() != content.fill().sizeBytes();
    }

    SegmentPrefix content() {
        return content;
    }

    boolean sealed() {
        return sealed;
    }

    void configure(SegmentConfig newConfig) {
        config = newConfig;
    }

    Optional<RollReason> mustRoll(NextBatch next, long nowWallMs) {
        return content.fill().mustRoll(next, config, birth, nowWallMs);
    }

    int runEnd(ByteBuffer batches, int from, int to, long nowWallMs) {
        draft.copyFrom(content.fill());
        int at = from;
        while (at < to) {
            NextBatch next = batchAt(batches, at, to);
            if (draft.mustRoll(next, config, birth, nowWallMs).isPresent()) {
                return at;
            }
            draft.add(next.lastOffset(), next.sizeBytes(), next.maxTimestampMs(), config);
            at += next.sizeBytes();
        }
        return at;
    }

    /** Writes a run of batches; on any failure everything but the bytes beyond the log's end is as it was. */
    SegmentEnd append(ByteBuffer batches, int from, int to) {
        requireUsable("append");
        int position = content.fill().sizeBytes();
        boolean written = false;
        try {
            stageRun(batches, from, to);
            cutUncertainTail();
            tailUncertain = true;
            log.write(position, batches.duplicate().limit(to).position(from));
            tailUncertain = false;
            written = true;
        } finally {
            if (!written) {
                content.discard();
            }
        }
        content.fill().copyFrom(draft);
        content.publish();
        return content.end();
    }

    /** Closes the time index and cuts off what a failed write left; the log's bytes are final afterwards. */
    void seal() {
        requireUsable("seal");
        cutUncertainTail();
        content.close();
        storeIndexes();
        sealed = true;
        log.needsForce(); // or this writer and its indexes would stay in memory where nobody asks for a force
    }

    /** Writes what a clean end of the process leaves: as {@link #seal}, but the segment may be continued. */
    void closeCleanly() {
        if (!sealed && forceFailure == null) {
            cutUncertainTail();
            content.close();
            storeIndexes();
        }
    }

    void storeIndexes() {
        indexLock.lock();
        try {
            offsetFile.store();
            timeFile.store();
        } finally {
            indexLock.unlock();
        }
    }

    void forceIndexes() {
        indexLock.lock();
        try {
            offsetFile.force();
            timeFile.force();
        } finally {
            indexLock.unlock();
        }
    }

    /** Says that the files are forced as they were found; indexes that were made again since are not. */
    void foundForced() {
        log.foundForced();
        if (!content.seenInLog()) {
            offsetFile.foundForced();
            timeFile.foundForced();
        }
    }

    /** Gives the log's handle back, whatever was not forced. */
    void close() {
        log.close();
    }

    /** Forces the log's bytes; any thread. */
    void forceLog() {
        StorageFailedException before = forceFailure;
        if (before != null) {
            throw refusal("force", before);
        }
        try {
            log.force();
        } catch (StorageFailedException failure) {
            forceFailure = failure;
            throw failure;
        }
    }

    private void cutUncertainTail() {
        if (tailUncertain) {
            log.truncate(content.fill().sizeBytes());
            tailUncertain = false;
        }
    }

    private void stageRun(ByteBuffer batches, int from, int to) {
        draft.copyFrom(content.fill());
        int at = from;
        while (at < to) {
            NextBatch next = batchAt(batches, at, to);
            requirePlace(BatchHeader.baseOffset(batches, at), next);
            int position = draft.sizeBytes();
            draft.add(next.lastOffset(), next.sizeBytes(), next.maxTimestampMs(), config);
            content.stageEntries(draft, next.lastOffset(), position);
            at += next.sizeBytes();
        }
    }

    private void requirePlace(long batchBaseOffset, NextBatch next) {
        if (batchBaseOffset < draft.nextOffset()
                || next.lastOffset() < batchBaseOffset
                || next.lastOffset() - paths.baseOffset() > Integer.MAX_VALUE) {
            throw new InvalidBatchException("its offsets " + batchBaseOffset + " to " + next.lastOffset()
                    + " do not fit into " + paths.log() + ", expected offsets from " + draft.nextOffset() + " to "
                    + (paths.baseOffset() + Integer.MAX_VALUE));
        }
        if (next.sizeBytes() > Integer.MAX_VALUE - draft.sizeBytes()) {
            throw new InvalidBatchException("its " + next.sizeBytes() + " bytes do not fit behind the "
                    + draft.sizeBytes() + " bytes of " + paths.log() + ", expected at most " + Integer.MAX_VALUE
                    + " in all");
        }
    }

    private NextBatch batchAt(ByteBuffer batches, int at, int to) {
        if (to > batches.capacity() || at < 0 || !wholeAt(batches, at, to)) {
            throw new InvalidBatchException("a run for " + paths.log() + " from byte " + at + " to " + to
                    + " of its buffer does not consist of whole batches");
        }
        return NextBatch.at(batches, at);
    }

    private static boolean wholeAt(ByteBuffer batches, int at, int to) {
        return to - at >= HEADER_BYTES && to <= batches.limit() && BatchScan.plausible(batches, at, to - at);
    }

    private void requireUsable(String verb) {
        if (sealed) {
            throw new ClosedException("the appending end of segment " + paths.log());
        }
        StorageFailedException failure = forceFailure;
        if (failure != null) {
            throw refusal(verb, failure);
        }
    }

    private StorageFailedException refusal(String verb, StorageFailedException failure) {
        return new StorageFailedException(paths.log(), verb, -1, failure.kind(), failure);
    }
}
