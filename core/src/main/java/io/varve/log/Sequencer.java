package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.ClosedException;
import io.varve.error.InvalidBatchException;
import io.varve.error.StorageFailedException;
import io.varve.error.UnexpectedOffsetException;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives offsets: the short critical section that every append of a log passes. Under the lock stand a few comparisons
 * and one copy into memory; encoding, compressing, waiting for memory and all I/O happen outside of it.
 */
final class Sequencer {

    /** No expectation of the next offset. */
    static final long ANY_OFFSET = -1L;

    /** What batches of this log carry until leader epochs are kept. */
    static final int LEADER_EPOCH = 0;

    private final LogPlace place;
    private final HotMemory hot;
    private final FailureLatch latch;
    private final DiskRoom room;
    private final ReentrantLock appendLock = new ReentrantLock();
    private final Tail tail;

    /** Whether it is being closed; guarded by the lock. */
    private boolean ended;

    /** The offset that the next record gets; written under the lock, read by anyone. */
    private volatile long nextOffset;

    /** Told after each append, outside the lock, so that later appends may be told first. */
    interface Placed {
        void upTo(long endOffset, long unspilledBytes);
    }

    private final Placed placed;

    Sequencer(LogPlace place, HotMemory hot, FailureLatch latch, DiskRoom room, long nextOffset, Placed placed) {
        this.place = place;
        this.hot = hot;
        this.latch = latch;
        this.room = room;
        this.nextOffset = nextOffset;
        this.tail = new Tail(appendLock, nextOffset);
        this.placed = placed;
    }

    long nextOffset() {
        return nextOffset;
    }

    Tail tail() {
        return tail;
    }

    /**
     * Appends a record to the shared batch; gives its offset.
     *
     * @param sizeBytes how large a batch of this record alone would be, at most
     * @param batchBytesMax how large the shared batch may become
     */
    long append(
            NewRecord record,
            long timestampMs,
            TimestampType type,
            int sizeBytes,
            int batchBytesMax,
            long expectedOffset) {
        while (true) {
            long offset;
            long unspilledBytes;
            boolean placedNow;
            appendLock.lock();
            try {
                offset = admit(expectedOffset, 1);
                placedNow = tail.tryAdd(offset, record, timestampMs, type, batchBytesMax);
                unspilledBytes = tail.unspilledBytes();
                if (placedNow) {
                    nextOffset = offset + 1;
                }
            } finally {
                appendLock.unlock();
            }
            if (placedNow) {
                placed.upTo(offset + 1, unspilledBytes);
                return offset;
            }
            makeRoom(sizeBytes, expectedOffset);
        }
    }

    /** Appends a whole batch, which gets its offsets here; gives the offset of its first record. */
    long append(ByteBuffer batch, int at, int sizeBytes, long expectedOffset) {
        int offsets = (int) (BatchHeader.nextOffset(batch, at) - BatchHeader.baseOffset(batch, at));
        while (true) {
            long offset;
            long unspilledBytes;
            boolean placedNow;
            appendLock.lock();
            try {
                offset = admit(expectedOffset, offsets);
                placedNow = tail.tryPlace(batch, at, sizeBytes, offset, LEADER_EPOCH);
                unspilledBytes = tail.unspilledBytes();
                if (placedNow) {
                    nextOffset = offset + offsets;
                }
            } finally {
                appendLock.unlock();
            }
            if (placedNow) {
                placed.upTo(offset + offsets, unspilledBytes);
                return offset;
            }
            makeRoom(sizeBytes, expectedOffset);
        }
    }

    /** Appends batches that keep their offsets, all or none; the end offset becomes theirs. */
    void appendReplicated(ByteBuffer batches, int sizeBytes, long endOffset, long expectedOffset) {
        long baseOffset = BatchHeader.baseOffset(batches, 0);
        while (true) {
            long next;
            long unspilledBytes;
            boolean placedNow;
            appendLock.lock();
            try {
                next = admit(expectedOffset, 0);
                if (baseOffset < next) {
                    throw new InvalidBatchException("it begins at offset " + baseOffset + ", but " + place.name()
                            + " ends at " + next + " already: expected that or a higher offset");
                }
                placedNow = tail.tryPlace(batches, 0, sizeBytes);
                unspilledBytes = tail.unspilledBytes();
                if (placedNow) {
                    nextOffset = endOffset;
                }
            } finally {
                appendLock.unlock();
            }
            if (placedNow) {
                placed.upTo(endOffset, unspilledBytes);
                return;
            }
            makeRoom(sizeBytes, next);
        }
    }

    /** Takes no more appends: what was taken before can then be made durable, and nothing is acknowledged behind it. */
    void end() {
        appendLock.lock();
        try {
            ended = true;
        } finally {
            appendLock.unlock();
        }
    }

    /** Bytes that are in no segment yet, the open batch not counted. */
    long unspilledBytes() {
        appendLock.lock();
        try {
            return tail.unspilledBytes();
        } finally {
            appendLock.unlock();
        }
    }

    /** What is to be spilled, and where the log ends behind it. */
    record Cut(List<Tail.Run> runs, long endOffset) {}

    /** Ends the open batch and names everything that is in no segment yet. */
    Cut cut() {
        appendLock.lock();
        try {
            return new Cut(tail.cut(), nextOffset);
        } finally {
            appendLock.unlock();
        }
    }

    /** What came of the wish to take uncommitted batches out of memory for the journal. */
    sealed interface Uncommitted {
        /** These runs, pinned; each is to be {@link Tail#copied}. */
        record Taken(List<Tail.Run> runs, long fromOffset, long endOffset) implements Uncommitted {}

        /** There are so many bytes of them: more than was asked for, so nothing was taken. */
        record TooMany(long byteCount) implements Uncommitted {}

        /** Some of them are not in memory any more. */
        record Gone() implements Uncommitted {}
    }

    /** Takes all that is uncommitted for the journal, unless it is more than so many bytes. */
    Uncommitted cutUncommitted(long bytesMax) {
        appendLock.lock();
        try {
            tail.seal();
            long byteCount = tail.uncommittedBytes();
            if (!tail.canCommitFromMemory()) {
                return new Uncommitted.Gone();
            }
            if (byteCount > bytesMax) {
                return new Uncommitted.TooMany(byteCount);
            }
            long from = tail.committedEndOffset();
            return new Uncommitted.Taken(tail.cutUncommitted(nextOffset), from, nextOffset);
        } finally {
            appendLock.unlock();
        }
    }

    /** Whether so much is uncommitted, the open batch not counted, or some of it not in memory any more. */
    boolean hasUncommitted(long atLeastBytes) {
        appendLock.lock();
        try {
            return tail.uncommittedBytes() >= atLeastBytes || !tail.canCommitFromMemory();
        } finally {
            appendLock.unlock();
        }
    }

    /** What was taken up to an offset could not be committed. */
    void uncommitted(long endOffset) {
        appendLock.lock();
        try {
            tail.uncommitted(endOffset);
        } finally {
            appendLock.unlock();
        }
    }

    /** Everything before an offset is forced in the segments. */
    void forced(long endOffset) {
        appendLock.lock();
        try {
            tail.forced(endOffset);
        } finally {
            appendLock.unlock();
        }
    }

    /**
     * Keeps whole batches in memory that find no room on the device; at open only.
     *
     * @throws StorageFailedException of kind NO_SPACE where they find none in memory either
     */
    void keep(ByteBuffer batches, long endOffset) {
        appendLock.lock();
        try {
            if (!tail.tryPlace(batches, 0, batches.limit())) {
                int wanted = batches.limit() + BatchLayout.HEADER_BYTES;
                tail.install(hot.acquire(tail, Math.max(wanted, HotMemory.LARGE_CHUNK_BYTES), room::check));
                tail.tryPlace(batches, 0, batches.limit());
            }
            nextOffset = endOffset;
        } finally {
            appendLock.unlock();
        }
    }

    /** Sets the end after a replay, before anything is appended. */
    void replayed(long endOffset) {
        appendLock.lock();
        try {
            nextOffset = endOffset;
            tail.forced(endOffset);
        } finally {
            appendLock.unlock();
        }
    }

    /** Notes that a run is in a segment and offers its memory for other uses. */
    void spilled(Tail.Run run) {
        boolean whole;
        appendLock.lock();
        try {
            whole = tail.spilled(run);
        } finally {
            appendLock.unlock();
        }
        if (whole) {
            hot.offer(run.chunk());
        }
    }

    /** Gives all memory back, when the log is closed or has failed. */
    void abandon() {
        List<TailChunk> left;
        appendLock.lock();
        try {
            left = tail.abandon();
        } finally {
            appendLock.unlock();
        }
        left.forEach(hot::offer);
        hot.wakeAll();
    }

    /** Lets those who wait for memory look again, at a log that has failed. */
    void wakeThoseWhoWaitForMemory() {
        hot.wakeAll();
    }

    private void checkAdmission() {
        latch.check();
        room.check();
    }

    private long admit(long expectedOffset, int offsets) {
        checkAdmission();
        if (ended) {
            throw new ClosedException("partition " + place.name());
        }
        long offset = nextOffset;
        if (expectedOffset != ANY_OFFSET && expectedOffset != offset) {
            throw new UnexpectedOffsetException(place.name(), expectedOffset, offset);
        }
        if (offset > Long.MAX_VALUE - offsets) {
            throw new InvalidBatchException(place.name() + " ends at offset " + offset
                    + ", and there are no higher ones" + " for its records: append them to another partition");
        }
        return offset;
    }

    /**
     * Gets memory, which may mean waiting for the spill, and installs it unless somebody else did so meanwhile, or
     * appended where this append expects to stand: the memory would stay with the log unused, and nobody could take it.
     */
    private void makeRoom(int sizeBytes, long expectedOffset) {
        boolean growing;
        appendLock.lock();
        try {
            growing = tail.isGrowing();
        } finally {
            appendLock.unlock();
        }
        int wanted = (int) Math.min(Integer.MAX_VALUE, (long) sizeBytes + BatchLayout.HEADER_BYTES);
        TailChunk chunk = hot.acquire(
                tail, growing ? Math.max(wanted, HotMemory.LARGE_CHUNK_BYTES) : wanted, this::checkAdmission);
        @Nullable TailChunk unused = chunk;
        appendLock.lock();
        try {
            boolean isExpected = expectedOffset == ANY_OFFSET || expectedOffset == nextOffset;
            if (isExpected && !latch.isSet() && !tail.hasRoom(sizeBytes)) {
                unused = tail.install(chunk);
            }
        } finally {
            appendLock.unlock();
        }
        if (unused != null) {
            hot.release(unused);
        }
    }
}
