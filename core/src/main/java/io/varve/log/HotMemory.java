package io.varve.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory outside the heap in which the newest batches of all logs live, bounded for the whole store. Chunks whose
 * batches are all spilled stay readable until their memory is wanted for newer ones, the longest spilled first. When
 * nothing is left to take, writers wait until the spill has caught up: that is the back-pressure.
 *
 * <p>Threads: any. Lock order: a log's append lock may be held by others while this lock is held, but is only ever
 * tried, never waited for, from here.
 */
public final class HotMemory {

    /** What a log begins with: a store of many thousand logs must get along with little for each. */
    static final int SMALL_CHUNK_BYTES = 64 << 10;

    /** What a log goes on with as soon as it fills a chunk: large enough for large sequential writes. */
    static final int LARGE_CHUNK_BYTES = 1 << 20;

    /** About as long as a reader's copy out of a chunk takes. */
    private static final int BUSY_SPINS = 200;

    /** Whether a log takes appends now. */
    interface Admission {
        /** Throws where it does not. */
        void check();
    }

    private final long budgetBytes;
    private final Runnable pressure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<ByteBuffer> freeSmall = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> freeLarge = new ArrayDeque<>();
    private final ArrayDeque<TailChunk> spilled = new ArrayDeque<>();
    private final ArrayDeque<Thread> waiting = new ArrayDeque<>();
    private long usedBytes;
    private long pooledBytes;

    /**
     * @param budgetBytes the bound; one batch that is larger is let in alone
     * @param pressure told when a writer is about to wait: spill now
     */
    public HotMemory(long budgetBytes, Runnable pressure) {
        this.budgetBytes = budgetBytes;
        this.pressure = pressure;
    }

    /**
     * A chunk of at least a size for a log; waits while there is no memory, in the order of coming, so that many small
     * wishes do not keep a large one waiting for ever. The caller holds no append lock.
     *
     * @param admission throws when the log takes nothing, so that nobody waits for a spill that will not come
     */
    TailChunk acquire(Tail owner, int wantedBytes, Admission admission) {
        int size = wantedBytes <= SMALL_CHUNK_BYTES ? SMALL_CHUNK_BYTES : Math.max(wantedBytes, LARGE_CHUNK_BYTES);
        lock.lock();
        try {
            if (!waiting.isEmpty() || !fits(size)) {
                awaitTurn(size, admission);
            }
            return chunk(owner, size);
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(int size) {
        return usedBytes + size <= budgetBytes || usedBytes == 0;
    }

    private void awaitTurn(int size, Admission admission) {
        Thread self = Thread.currentThread();
        waiting.addLast(self);
        try {
            while (waiting.peekFirst() != self) {
                admission.check();
                freed.awaitUninterruptibly();
            }
            while (!fits(size)) {
                switch (retireOldest()) {
                    case FORGOTTEN -> {
                        // look again
                    }
                    case BUSY -> letOthersFinish();
                    case IN_USE -> {
                        admission.check();
                        pressure.run();
                        freed.awaitUninterruptibly();
                    }
                }
            }
        } finally {
            waiting.remove(self);
            freed.signalAll();
        }
    }

    /** Counts a chunk in, unless there is no memory for it after all. */
    private TailChunk chunk(Tail owner, int size) {
        usedBytes += size;
        boolean made = false;
        try {
            TailChunk chunk = new TailChunk(buffer(size), owner);
            made = true;
            return chunk;
        } finally {
            if (!made) {
                usedBytes -= size;
                freed.signalAll();
            }
        }
    }

    /** Takes back a chunk that was never used, or whose log is closed. */
    void release(TailChunk chunk) {
        lock.lock();
        try {
            recycle(chunk);
        } finally {
            lock.unlock();
        }
    }

    /** Offers a chunk whose batches are all spilled; it stays in use until its memory is wanted. */
    void offer(TailChunk chunk) {
        lock.lock();
        try {
            if (!chunk.offered) {
                chunk.offered = true;
                spilled.addLast(chunk);
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all waiting writers look again, at a failed or closed log for one. */
    void wakeAll() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How much is in use, spilled chunks that can still be read included. */
    public long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    /** A chunk that is busy will not be for more than a few microseconds, and nobody tells when it is free. */
    private void letOthersFinish() {
        lock.unlock();
        try {
            for (int spin = 0; spin < BUSY_SPINS; spin++) {
                Thread.onSpinWait();
            }
        } finally {
            lock.lock();
        }
    }

    /**
     * Retires the chunk that was offered first and can go now; busy ones go to the end of the queue.
     *
     * @return FORGOTTEN where one went, BUSY where one will go soon, IN_USE where none is left that is spilled
     */
    private Tail.Forgetting retireOldest() {
        Tail.Forgetting outcome = Tail.Forgetting.IN_USE;
        for (int tries = spilled.size(); tries > 0; tries--) {
            TailChunk chunk = spilled.removeFirst();
            switch (chunk.owner.forget(chunk)) {
                case FORGOTTEN -> {
                    recycle(chunk);
                    return Tail.Forgetting.FORGOTTEN;
                }
                case BUSY -> {
                    spilled.addLast(chunk);
                    outcome = Tail.Forgetting.BUSY;
                }
                case IN_USE -> chunk.offered = false;
            }
        }
        return outcome;
    }

    private void recycle(TailChunk chunk) {
        usedBytes -= chunk.capacity();
        switch (chunk.capacity()) {
            case SMALL_CHUNK_BYTES -> pool(freeSmall, chunk.bytes);
            case LARGE_CHUNK_BYTES -> pool(freeLarge, chunk.bytes);
            default -> { // a single large batch's own chunk: given back to the system with the buffer
            }
        }
        freed.signalAll();
    }

    private void pool(ArrayDeque<ByteBuffer> free, ByteBuffer buffer) {
        free.addLast(buffer);
        pooledBytes += buffer.capacity();
    }

    /** A buffer from the pool, or a new one; pooled ones of the other size are dropped where both exceed the budget. */
    private ByteBuffer buffer(int size) {
        ArrayDeque<ByteBuffer> free = size == SMALL_CHUNK_BYTES ? freeSmall : freeLarge;
        boolean fits = size == SMALL_CHUNK_BYTES || size == LARGE_CHUNK_BYTES;
        ByteBuffer pooled = fits ? free.pollLast() : null;
        if (pooled != null) {
            pooledBytes -= size;
            return pooled;
        }
        while (usedBytes + pooledBytes > budgetBytes && pooledBytes > 0) {
            ByteBuffer dropped = freeSmall.isEmpty() ? freeLarge.removeLast() : freeSmall.removeLast();
            pooledBytes -= dropped.capacity();
        }
        return ByteBuffer.allocateDirect(size);
    }
}
