package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.batch.OpenBatch;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The hot end of a log: its newest batches in memory, those that are not spilled into a segment yet and, as long as the
 * memory is not wanted, those that are.
 *
 * <p>Small records that arrive one by one share an open batch, which is closed when it is full, when it is spilled, or
 * when a reader wants it. Each of them stays atomic, since a batch is whole or not there at all.
 *
 * <p>Threads: everything is called under the append lock, except {@link #startOffset}, {@link #copy} and
 * {@link #forget}.
 */
final class Tail {

    /** Larger batches are cheaper to store and to scan, smaller ones to seek in: 8 KiB costs 1 % of headers. */
    static final int SHARED_BATCH_BYTES = 8 << 10;

    /** The start of a tail that holds nothing: no offset is at or above it. */
    static final long NOTHING = Long.MAX_VALUE;

    private static final long NONE_GONE = -1;

    /** A stretch of a chunk that is to be spilled: whole batches. */
    record Run(TailChunk chunk, int from, int to) {}

    /** What came of the wish to retire a chunk. */
    enum Forgetting {
        /** It is gone from the tail; its memory is free. */
        FORGOTTEN,
        /** Not at this moment: somebody reads or appends. */
        BUSY,
        /** It holds batches again that are not spilled. */
        IN_USE
    }

    private final ReentrantLock appendLock;
    private final ArrayDeque<TailChunk> chunks = new ArrayDeque<>();
    private final OpenBatch open = new OpenBatch();
    private @Nullable TailChunk current;
    private int openAt;
    private TimestampType openType = TimestampType.CREATE_TIME;
    private long unspilledBytes;
    private long uncommittedBytes;

    /** Up to where everything is committed, or on its way. */
    private long committedEndOffset;

    /**
     * Up to where batches went from memory that were not committed, or NONE_GONE: only a force of the segments up to
     * there commits them now.
     */
    private long goneEndOffset = NONE_GONE;

    /** The first offset in memory, or NOTHING; written under the append lock, read by readers before they take it. */
    private volatile long startOffset = NOTHING;

    Tail(ReentrantLock appendLock, long endOffset) {
        this.appendLock = appendLock;
        this.committedEndOffset = endOffset;
    }

    long startOffset() {
        return startOffset;
    }

    /** Bytes that are in no segment yet, the open batch not counted. */
    long unspilledBytes() {
        return unspilledBytes;
    }

    /** Bytes that nobody has begun to commit, the open batch not counted. */
    long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Adds a record to the open batch, or begins one; false where there is no room for either. */
    boolean tryAdd(long offset, NewRecord record, long timestampMs, TimestampType type, int batchBytesMax) {
        TailChunk chunk = current;
        if (chunk == null) {
            return false;
        }
        if (open.isOpen()) {
            int limit = Math.min(chunk.capacity(), openAt + Math.min(SHARED_BATCH_BYTES, batchBytesMax));
            if (type == openType && add(record, timestampMs, limit)) {
                return true;
            }
            seal();
        }
        openAt = chunk.limit;
        if (chunk.free() < BatchLayout.HEADER_BYTES) {
            return false;
        }
        openType = type;
        open.start(chunk.bytes, openAt, offset, Sequencer.LEADER_EPOCH, type);
        if (add(record, timestampMs, chunk.capacity())) {
            if (startOffset == NOTHING) {
                startOffset = offset;
            }
            return true;
        }
        open.abandon();
        return false;
    }

    private boolean add(NewRecord record, long timestampMs, int limit) {
        return open.tryAdd(record.key(), record.value(), timestampMs, record.headers(), limit);
    }

    /** Copies one whole batch to the end and gives it its offsets there; false where the chunk has no room. */
    boolean tryPlace(ByteBuffer batch, int at, int sizeBytes, long baseOffset, int leaderEpoch) {
        seal();
        TailChunk chunk = current;
        if (chunk == null || chunk.free() < sizeBytes) {
            return false;
        }
        int to = chunk.limit;
        chunk.bytes.put(to, batch, at, sizeBytes);
        BatchHeader.assign(chunk.bytes, to, baseOffset, leaderEpoch);
        note(chunk, to, to + sizeBytes);
        return true;
    }

    /**
     * Copies whole batches, which carry their offsets already, to the end; false where the chunk has no room for all.
     */
    boolean tryPlace(ByteBuffer batches, int at, int sizeBytes) {
        seal();
        TailChunk chunk = current;
        if (chunk == null || chunk.free() < sizeBytes) {
            return false;
        }
        int to = chunk.limit;
        chunk.bytes.put(to, batches, at, sizeBytes);
        int end = to + sizeBytes;
        while (to < end) {
            int next = to + BatchHeader.sizeBytes(chunk.bytes, to);
            note(chunk, to, next);
            to = next;
        }
        return true;
    }

    /** Goes on in a new chunk; gives back the last one where nothing ever came into it. */
    @Nullable
    TailChunk install(TailChunk chunk) {
        seal();
        TailChunk last = current;
        boolean lastIsEmpty = last != null && last.limit == 0;
        if (lastIsEmpty) {
            chunks.removeLast();
        }
        chunks.addLast(chunk);
        current = chunk;
        return lastIsEmpty ? last : null;
    }

    /** Whether the chunk in use has room for so many bytes. */
    boolean hasRoom(int sizeBytes) {
        seal();
        return current != null && current.free() >= sizeBytes;
    }

    /** Whether the log has filled a chunk before, so that it deserves a large one. */
    boolean isGrowing() {
        return current != null;
    }

    /** Ends the open batch, so that it can be read and spilled. */
    void seal() {
        TailChunk chunk = current;
        if (open.isOpen() && chunk != null) {
            int end = openAt + open.sizeBytes();
            open.seal();
            note(chunk, openAt, end);
        }
    }

    private void note(TailChunk chunk, int from, int to) {
        chunk.added(BatchHeader.baseOffset(chunk.bytes, from), from, to);
        unspilledBytes += to - from;
        uncommittedBytes += to - from;
        if (startOffset == NOTHING) {
            startOffset = chunk.firstOffset;
        }
    }

    /** What is to be spilled now, in order. */
    List<Run> cut() {
        seal();
        List<Run> runs = new ArrayList<>();
        for (TailChunk chunk : chunks) {
            if (!chunk.isSpilled()) {
                runs.add(new Run(chunk, chunk.spilled, chunk.limit));
            }
        }
        return runs;
    }

    /** Whether all that is to be committed is in memory, so that the journal can take it. */
    boolean canCommitFromMemory() {
        return goneEndOffset == NONE_GONE;
    }

    /** Where the next cut of uncommitted batches begins. */
    long committedEndOffset() {
        return committedEndOffset;
    }

    /**
     * What is to be committed through the journal now, in order; pinned, so that the memory keeps still until each run
     * is {@link #copied}.
     */
    List<Run> cutUncommitted(long endOffset) {
        List<Run> runs = new ArrayList<>();
        for (TailChunk chunk : chunks) {
            if (chunk.committed < chunk.limit && chunk.pin()) {
                runs.add(new Run(chunk, chunk.committed, chunk.limit));
                chunk.committed = chunk.limit;
            }
        }
        uncommittedBytes = 0;
        committedEndOffset = endOffset;
        return runs;
    }

    /** Lets go of the memory of a run that was copied. Any thread. */
    static void copied(Run run) {
        run.chunk.unpin();
    }

    /** What was cut could not be committed: only a force of the segments up to an offset commits it now. */
    void uncommitted(long endOffset) {
        goneEndOffset = Math.max(goneEndOffset, endOffset);
    }

    /** Everything before an offset is forced in the segments. */
    void forced(long endOffset) {
        if (goneEndOffset <= endOffset) {
            goneEndOffset = NONE_GONE;
        }
        committedEndOffset = Math.max(committedEndOffset, endOffset);
        uncommittedBytes = 0;
        for (TailChunk chunk : chunks) {
            if (chunk.firstOffset >= 0) {
                int forced = chunk.nextOffset <= endOffset ? chunk.limit : chunk.positionOf(endOffset);
                chunk.committed = Math.max(chunk.committed, forced);
                uncommittedBytes += chunk.limit - chunk.committed;
            }
        }
    }

    /** Notes that a run is in a segment; true where all of its chunk is. */
    boolean spilled(Run run) {
        run.chunk.spilled = run.to;
        unspilledBytes -= run.to - run.from;
        return run.chunk.isSpilled();
    }

    /** Gives up what is not spilled, when the log is closed or has failed, and names every chunk left. */
    List<TailChunk> abandon() {
        open.abandon();
        for (TailChunk chunk : chunks) {
            chunk.spilled = chunk.limit;
            chunk.committed = chunk.limit;
        }
        unspilledBytes = 0;
        uncommittedBytes = 0;
        return List.copyOf(chunks);
    }

    /**
     * Copies batches, from the one that holds an offset on, as far as they and the target go; the last may be cut off.
     * The append lock is held for the look-up only, not for the copy.
     *
     * @return false where the offset is not in memory: it is in a segment then
     */
    boolean copy(long offset, ByteBuffer target) {
        TailChunk chunk;
        int at;
        int end;
        appendLock.lock();
        try {
            if (offset < startOffset) {
                return false;
            }
            seal();
            chunk = chunkOf(offset);
            if (chunk == null || !chunk.pin()) {
                return false;
            }
            at = chunk.positionFloor(offset);
            end = chunk.limit;
        } finally {
            appendLock.unlock();
        }
        try {
            while (at < end && BatchHeader.nextOffset(chunk.bytes, at) <= offset) {
                at += BatchHeader.sizeBytes(chunk.bytes, at);
            }
            int given = Math.min(end - at, target.remaining());
            target.put(target.position(), chunk.bytes, at, given);
            target.position(target.position() + given);
            return given > 0;
        } finally {
            chunk.unpin();
        }
    }

    private long firstOffset(@Nullable TailChunk oldest) {
        if (oldest != null && oldest.firstOffset >= 0) {
            return oldest.firstOffset;
        }
        return open.isOpen() ? open.baseOffset() : NOTHING;
    }

    /** The chunk of the first batch that ends beyond an offset: behind a gap it is the one after the offset's. */
    private @Nullable TailChunk chunkOf(long offset) {
        TailChunk found = null;
        for (Iterator<TailChunk> newestFirst = chunks.descendingIterator(); newestFirst.hasNext(); ) {
            TailChunk chunk = newestFirst.next();
            if (chunk.firstOffset >= 0) {
                if (chunk.nextOffset <= offset) {
                    return found;
                }
                found = chunk;
                if (chunk.firstOffset <= offset) {
                    return found;
                }
            }
        }
        return found;
    }

    /** Lets go of the oldest chunk, if all of it is spilled and nobody uses it. Never waits. */
    Forgetting forget(TailChunk chunk) {
        if (!appendLock.tryLock()) {
            return Forgetting.BUSY;
        }
        try {
            if (!chunk.isSpilled() || (open.isOpen() && chunk == current)) {
                return Forgetting.IN_USE;
            }
            if (chunks.peekFirst() != chunk || !chunk.retire()) {
                return Forgetting.BUSY;
            }
            chunks.removeFirst();
            if (chunk.committed < chunk.limit) {
                uncommitted(chunk.nextOffset);
                uncommittedBytes -= chunk.limit - chunk.committed;
            }
            if (current == chunk) {
                current = null;
            }
            startOffset = firstOffset(chunks.peekFirst());
            return Forgetting.FORGOTTEN;
        } finally {
            appendLock.unlock();
        }
    }
}
