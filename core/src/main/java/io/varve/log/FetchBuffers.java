package io.varve.log;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Fetch buffers that no cursor uses at the moment, so that a look-up of one record does not pay for memory outside the
 * heap. At most a fixed number is kept, and none that grew for an unusually large batch; the others are left to the
 * garbage collector.
 *
 * <p>Threads: any.
 */
final class FetchBuffers {

    private static final int KEPT = 64;

    private final ReadAhead readAhead;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<FetchBuffer> idle = new ArrayDeque<>();

    /** @param readAhead reads ahead for long scans */
    FetchBuffers(ReadAhead readAhead) {
        this.readAhead = readAhead;
    }

    /** A buffer for one cursor. */
    FetchBuffer take() {
        lock.lock();
        try {
            @Nullable FetchBuffer pooled = idle.pollLast();
            return pooled == null ? new FetchBuffer(readAhead) : pooled;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a buffer that its cursor is done with. */
    void give(FetchBuffer buffer) {
        lock.lock();
        try {
            if (idle.size() < KEPT && buffer.isOrdinary()) {
                buffer.reset();
                idle.addLast(buffer);
                return;
            }
        } finally {
            lock.unlock();
        }
        buffer.endReadingAhead();
        buffer.records().close();
    }

    /** Ends the reading ahead, and frees what idle buffers hold outside the heap. */
    void close() {
        readAhead.close();
        lock.lock();
        try {
            idle.forEach(buffer -> buffer.records().close());
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
