package io.varve.segment;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's bound on sealed segments' indexes in memory: they are loaded when they are asked for and forgotten when
 * others need the room, by the clock algorithm, as in {@link FileCache}. A lookup in a loaded index takes no lock. Any
 * thread.
 */
public final class IndexCache {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Serialises rebuilds, so that at most one scan buffer and one pair of new indexes exist outside the bound. Taken
     * first.
     */
    private final ReentrantLock rebuilding = new ReentrantLock();

    /** The ring, hand first; guarded by the lock. */
    private final LinkedHashSet<Slot> ring = new LinkedHashSet<>();

    /** Guarded by the lock. */
    private long heldBytes;

    /** @param maxBytes how much heap the indexes of sealed segments may take, in bytes */
    public IndexCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** How much heap the indexes of sealed segments take now, in bytes. */
    public long heldBytes() {
        lock.lock();
        try {
            return heldBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Where one segment's indexes stand while they are loaded. */
    static final class Slot {

        /** Written under the cache's lock or by the segment's writer, read by lookups. */
        private volatile @Nullable SegmentPrefix value;

        /** A hint, so plain: set by lookups, cleared by the hand. */
        private boolean recentlyUsed;

        /** What the cache counts for it; guarded by the cache's lock. */
        private long countedBytes;

        /** The indexes if they are loaded. */
        @Nullable
        SegmentPrefix value() {
            if (!recentlyUsed) {
                recentlyUsed = true;
            }
            return value;
        }

        /** Keeps indexes without counting them: those of an active segment. */
        void pin(SegmentPrefix indexes) {
            value = indexes;
        }
    }

    /** Counts the indexes of a segment that was active from now on, and lets them be forgotten. */
    void adopt(Slot slot) {
        SegmentPrefix indexes = slot.value;
        if (indexes != null) {
            install(slot, indexes);
        }
    }

    /** The indexes of a slot, loaded where they are not; more than the whole bound are handed out but not kept. */
    SegmentPrefix load(Slot slot, Supplier<SegmentPrefix> loader) {
        SegmentPrefix present = slot.value;
        if (present != null) {
            return present;
        }
        SegmentPrefix loaded = loader.get();
        install(slot, loaded);
        return loaded;
    }

    /**
     * Replaces indexes that turned out to be false, or missing; threads that find out at once wait for the first.
     *
     * @param rejected what turned out to be false; null where there was nothing
     */
    SegmentPrefix rebuild(Slot slot, @Nullable SegmentPrefix rejected, Supplier<SegmentPrefix> rebuild) {
        rebuilding.lock();
        try {
            SegmentPrefix present = slot.value;
            if (present != null && present != rejected) {
                return present;
            }
            SegmentPrefix rebuilt = rebuild.get();
            install(slot, rebuilt);
            return rebuilt;
        } finally {
            rebuilding.unlock();
        }
    }

    /**
     * Forgets the indexes of a slot whose segment was closed before, after a rebuild that is under way: none writes
     * files of that segment afterwards.
     */
    void retire(Slot slot) {
        rebuilding.lock();
        try {
            forget(slot);
        } finally {
            rebuilding.unlock();
        }
    }

    /** Forgets the indexes of a slot. */
    void forget(Slot slot) {
        lock.lock();
        try {
            takeOut(slot);
        } finally {
            lock.unlock();
        }
    }

    private void install(Slot slot, SegmentPrefix indexes) {
        long bytes = indexes.heapBytes();
        lock.lock();
        try {
            uncount(slot);
            if (bytes > maxBytes) {
                slot.value = null;
                return;
            }
            makeRoom(bytes);
            slot.value = indexes;
            slot.countedBytes = bytes;
            heldBytes += bytes;
            ring.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /** Two rounds at most: a slot that lookups touch all the time goes in the second. */
    private void makeRoom(long bytes) {
        int secondChances = ring.size();
        while (heldBytes + bytes > maxBytes && !ring.isEmpty()) {
            Iterator<Slot> hand = ring.iterator();
            Slot candidate = hand.next();
            if (candidate.recentlyUsed && secondChances > 0) {
                secondChances--;
                candidate.recentlyUsed = false;
                hand.remove();
                ring.add(candidate);
            } else {
                takeOut(candidate);
            }
        }
    }

    private void takeOut(Slot slot) {
        uncount(slot);
        slot.value = null;
    }

    private void uncount(Slot slot) {
        if (ring.remove(slot)) {
            heldBytes -= slot.countedBytes;
        }
        slot.countedBytes = 0;
    }
}
