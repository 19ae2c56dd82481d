package io.varve.log;

import io.varve.batch.BatchEncoder;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Batch encoders that nobody uses at the moment, with the memory that they have grown to. At most a fixed number is
 * kept.
 *
 * <p>Threads: any.
 */
final class EncoderPool {

    private static final int KEPT = 32;

    /** Encoders that grew beyond this for one large batch are not kept. */
    private static final int KEPT_BYTES_MAX = 2 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<BatchEncoder> idle = new ArrayDeque<>();

    /** An encoder for one caller; the bound on a batch is the caller's to check. */
    BatchEncoder take() {
        lock.lock();
        try {
            @Nullable BatchEncoder pooled = idle.pollLast();
            return pooled == null ? new BatchEncoder(Integer.MAX_VALUE) : pooled;
        } finally {
            lock.unlock();
        }
    }

    /** Frees what idle encoders hold outside the heap. */
    void close() {
        lock.lock();
        try {
            idle.forEach(BatchEncoder::close);
            idle.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back an encoder; what its last batch stood in may be overwritten from now on. */
    void give(BatchEncoder encoder) {
        boolean kept = false;
        lock.lock();
        try {
            if (idle.size() < KEPT && encoder.retainedBytes() <= KEPT_BYTES_MAX) {
                idle.addLast(encoder);
                kept = true;
            }
        } finally {
            lock.unlock();
        }
        if (!kept) {
            encoder.close();
        }
    }
}
