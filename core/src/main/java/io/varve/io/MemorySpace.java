package io.varve.io;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The room of a {@link MemoryDisk}: hands out chunks until its capacity, or the heap, is used up. Any thread. */
final class MemorySpace {

    private final long capacityBytes;

    /** Bytes of all chunks handed out and not given back; written by every thread that grows or drops a file. */
    private final AtomicLong usedBytes = new AtomicLong();

    /** @param capacityBytes the room; no more than the heap can hold */
    MemorySpace(long capacityBytes) {
        this.capacityBytes = Math.min(capacityBytes, Runtime.getRuntime().maxMemory());
    }

    long capacityBytes() {
        return capacityBytes;
    }

    long usableBytes() {
        return capacityBytes - usedBytes.get();
    }

    /** A chunk of zeros, or null where there is no room for it. */
    byte @Nullable [] take(int sizeBytes) {
        if (!charge(sizeBytes)) {
            return null;
        }
        try {
            return new byte[sizeBytes];
        } catch (OutOfMemoryError heapFull) {
            // The heap is this disk's device: a full one is a full disk, which the engine knows how to live with.
            giveBack(sizeBytes);
            return null;
        }
    }

    private boolean charge(int sizeBytes) {
        long used = usedBytes.get();
        while (used + sizeBytes <= capacityBytes) {
            if (usedBytes.compareAndSet(used, used + sizeBytes)) {
                return true;
            }
            used = usedBytes.get();
        }
        return false;
    }

    void giveBack(long sizeBytes) {
        usedBytes.addAndGet(-sizeBytes);
    }
}
