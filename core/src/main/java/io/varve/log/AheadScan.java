package io.varve.log;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.segment.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is read ahead for one cursor: the next blocks of a segment, in order, each of whole batches whose checksums are
 * right. The cursor gives the buffer that it is through with for the next block. It asks for more when two blocks are
 * free, not one, since waking a thread costs it as much as reading a tenth of a block.
 *
 * <p>Whatever is not as it should be (a failed read, damage, a batch larger than a block, the segment's end) ends the
 * reading ahead before it: the cursor then reads for itself, and finds and reports what there is to be reported.
 *
 * <p>Threads: the cursor's, one of {@link ReadAhead}'s, and those of other cursors that look for a scan of their own.
 * The cursor waits only for a read of what it needs next that has begun, never for one that waits for its turn.
 */
final class AheadScan {

    /** As large as what a cursor reads at once for itself. */
    static final int BLOCK_BYTES = FetchBuffer.LARGEST_BYTES;

    /** Enough for the time that it takes to wake a thread. */
    static final int BLOCKS = 3;

    /** Blocks free before the reading thread is woken. */
    private static final int FREE_BEFORE_ASKING = 2;

    /** After so many blocks others get their turn. */
    private static final int TURN_BLOCKS = 8;

    private static final Logger LOGGER = LoggerFactory.getLogger(AheadScan.class);

    private final ReadAhead readAhead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private int unallocatedBlocks = BLOCKS;
    private @Nullable Object cursor;
    private @Nullable Segment segment;

    /** Whether the cursor came by since another one looked for a scan. */
    private boolean recentlyUsed;

    /** Where the ready blocks begin, and end: what is read next. */
    private int readyPositionBytes;

    private int nextPositionBytes;
    private boolean ended = true;

    /** Counts the places that the reading ahead began at: a read for an older one is thrown away. */
    private int run;

    private int runAtWork;
    private boolean atWork;
    private boolean queued;

    AheadScan(ReadAhead readAhead) {
        this.readAhead = readAhead;
    }

    /** One read of a block, done without the lock. */
    private static final class Fill {
        private final int run;
        private final Segment segment;
        private final int positionBytes;

        /** Null before it is allocated, and where it can't be. */
        private @Nullable ByteBuffer block;

        Fill(int run, Segment segment, int positionBytes, @Nullable ByteBuffer block) {
            this.run = run;
            this.segment = segment;
            this.positionBytes = positionBytes;
            this.block = block;
        }
    }

    // ---- cursors ----

    /** Takes it for a cursor if it is nobody's. */
    boolean takeFree(Object taker) {
        lock.lock();
        try {
            return cursor == null && take(taker);
        } finally {
            lock.unlock();
        }
    }

    /** Takes it for a cursor if the one that has it has not come by since this was asked the last time. */
    boolean takeOver(Object taker) {
        lock.lock();
        try {
            boolean isIdle = !recentlyUsed && !atWork && !queued;
            recentlyUsed = false;
            return isIdle && take(taker);
        } finally {
            lock.unlock();
        }
    }

    private boolean take(Object taker) {
        end();
        cursor = taker;
        recentlyUsed = true;
        return true;
    }

    /** Is a cursor's no more; a read under way ends by itself, and its block stays here. */
    void release(Object by) {
        lock.lock();
        try {
            if (cursor == by) {
                end();
                cursor = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to read ahead.
     *
     * @param positionBytes where in the segment's log a batch begins, most likely
     * @return false where another cursor has taken the scan
     */
    boolean begin(Object by, Segment from, int positionBytes) {
        lock.lock();
        try {
            if (cursor != by) {
                return false;
            }
            end();
            recentlyUsed = true;
            segment = from;
            readyPositionBytes = positionBytes;
            nextPositionBytes = positionBytes;
            ended = false;
            ask();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Exchanges a buffer for the block that begins at a place; waits where that is being read.
     *
     * @return null where there is none: then the given buffer is still the cursor's, and nothing is read ahead any more
     */
    @Nullable
    ByteBuffer exchange(Object by, Segment from, int positionBytes, ByteBuffer used) {
        lock.lock();
        try {
            if (cursor != by) {
                return null;
            }
            recentlyUsed = true;
            if (segment != from || readyPositionBytes != positionBytes) {
                end();
                return null;
            }
            while (ready.isEmpty() && !ended && atWork && runAtWork == run) {
                changed.awaitUninterruptibly();
            }
            ByteBuffer block = ready.pollFirst();
            if (block == null) {
                end();
                return null;
            }
            readyPositionBytes += block.limit();
            giveBack(used);
            if (free.size() + unallocatedBlocks >= FREE_BEFORE_ASKING) {
                ask();
            }
            return block;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        run++;
        ended = true;
        segment = null;
        free.addAll(ready);
        ready.clear();
    }

    /** A buffer of another size, as unusually large batches leave behind, is not kept. */
    private void giveBack(ByteBuffer used) {
        if (used.capacity() == BLOCK_BYTES) {
            free.addLast(used);
        } else {
            unallocatedBlocks++;
        }
    }

    private void ask() {
        if (!queued && !atWork && !ended) {
            queued = true;
            readAhead.enqueue(this);
        }
    }

    // ---- the reading thread ----

    /** Reads until no block is free, there is nothing more, or others have waited for a while. */
    void work() {
        Fill fill = first();
        int blocks = 0;
        while (fill != null) {
            read(fill);
            blocks++;
            fill = next(fill, blocks >= TURN_BLOCKS && readAhead.othersWait());
        }
    }

    private @Nullable Fill first() {
        lock.lock();
        try {
            queued = false;
            return fill();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Fill next(Fill done, boolean turnIsOver) {
        lock.lock();
        try {
            ByteBuffer block = done.block;
            boolean isWanted = done.run == run;
            if (block == null) {
                unallocatedBlocks++;
            } else if (isWanted && block.hasRemaining()) {
                ready.addLast(block);
                nextPositionBytes += block.limit();
            } else {
                free.addLast(block);
            }
            ended |= isWanted && (block == null || !block.hasRemaining());
            if (!turnIsOver) {
                return fill();
            }
            atWork = false;
            changed.signalAll();
            ask();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** What to read next, or null where there is nothing; tells the cursor either way. */
    private @Nullable Fill fill() {
        changed.signalAll();
        Segment from = segment;
        atWork = !ended && from != null && free.size() + unallocatedBlocks > 0;
        if (!atWork || from == null) {
            return null;
        }
        runAtWork = run;
        ByteBuffer block = free.pollFirst();
        if (block == null) {
            unallocatedBlocks--;
        }
        return new Fill(run, from, nextPositionBytes, block);
    }

    /** Leaves the block empty where it can't be read: the cursor tries for itself, and reports it. */
    private static void read(Fill fill) {
        try {
            ByteBuffer block = fill.block == null ? ByteBuffer.allocateDirect(BLOCK_BYTES) : fill.block;
            fill.block = block.clear().limit(0);
            block.clear();
            int readEnd = fill.segment.read(fill.positionBytes, block);
            block.position(0).limit(checkedEnd(block, readEnd));
        } catch (StorageFailedException | ClosedException | OutOfMemoryError expected) {
            empty(fill);
        } catch (Throwable failure) {
            LOGGER.error("reading {} ahead failed; the cursor goes on without", fill.segment.path(), failure);
            empty(fill);
        }
    }

    private static void empty(Fill fill) {
        if (fill.block != null) {
            fill.block.position(0).limit(0);
        }
    }

    /** Where the batches end that are whole from the first one on. */
    private static int checkedEnd(ByteBuffer block, int readEnd) {
        int at = 0;
        while (readEnd - at >= BatchLayout.HEADER_BYTES && BatchCheck.isWhole(block, at, readEnd)) {
            at += BatchHeader.sizeBytes(block, at);
        }
        return at;
    }
}
