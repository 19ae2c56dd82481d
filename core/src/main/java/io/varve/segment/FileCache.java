package io.varve.segment;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's bound on open files: segments' logs are opened when they are read or written and closed when others need
 * the room. Any thread.
 *
 * <p>Each open file counts its leases, one of them the cache's own. A reader takes a lease for the time of one read;
 * the file is closed by whoever gives the last lease back, so that taking it out of the cache never pulls it from under
 * a reader. Room is made by the clock algorithm (Corbató 1968): files stand in a ring in the order of their opening,
 * one that was read since the hand came by gets another round, a leased one too. So a read of an open file costs two
 * atomic steps and no lock. When all are leased the bound is exceeded, by at most one file for each thread.
 *
 * <p>A file with bytes that were not forced is leased by its writer until they are ({@link WrittenFile}). So that such
 * files do not take all the room, they may be half of it: whoever is about to write one more forces the one that waits
 * longest.
 */
public final class FileCache {

    /** The share of files, one in so many, that may hold bytes which were not forced. */
    private static final int UNFORCED_SHARE = 2;

    /** How many files one writer forces at a time for its own: more than it adds, and few enough not to hold it up. */
    private static final int RELIEFS_MAX = 4;

    private final int maxOpenFiles;
    private final ReentrantLock lock = new ReentrantLock();

    /** The ring, hand first; guarded by the lock. */
    private final LinkedHashSet<SharedFile> ring = new LinkedHashSet<>();

    /** How to force the files that are written and not forced, oldest first; guarded by the lock. */
    private final LinkedHashSet<Runnable> unforced = new LinkedHashSet<>();

    /** Files that are being opened; guarded by the lock. */
    private int openingCount;

    /** @param maxOpenFiles how many files may be open, 1 or more */
    public FileCache(int maxOpenFiles) {
        this.maxOpenFiles = Math.max(1, maxOpenFiles);
    }

    /** How many files it holds open now. */
    public int openCount() {
        lock.lock();
        try {
            return ring.size();
        } finally {
            lock.unlock();
        }
    }

    /** A file that is opened when it is needed; one or two for each segment, since a map is one of its own. */
    static final class SharedFile {

        private final boolean mapped;

        /** Written under the cache's lock or by the segment's writer, read by readers: the file, if it is open. */
        private volatile @Nullable OpenFile open;

        /** Written once under the cache's lock, when the segment is closed or deleted. */
        private volatile boolean retired;

        /** Whether it is opened for writing too; written by the segment's writer, read by whoever opens it. */
        private volatile boolean written;

        /** Says whether it is to be opened for writing from now on. */
        void written(boolean now) {
            written = now;
        }

        /** @param mapped whether it is opened for small reads, through a map where the disk has such */
        SharedFile(boolean mapped) {
            this.mapped = mapped;
        }
    }

    /** An open file and those who use it. */
    static final class OpenFile {

        private final DiskFile file;
        private final AtomicInteger leases = new AtomicInteger(1);

        /** A hint, so plain: set by readers, cleared by the hand; a lost update costs a reopening at worst. */
        private boolean recentlyRead;

        OpenFile(DiskFile file) {
            this.file = file;
        }

        DiskFile file() {
            return file;
        }

        /** Takes a lease; false where the last one was given back already. */
        private boolean lease() {
            int count = leases.get();
            while (count > 0) {
                if (leases.compareAndSet(count, count + 1)) {
                    if (!recentlyRead) {
                        recentlyRead = true;
                    }
                    return true;
                }
                count = leases.get();
            }
            return false;
        }

        /** Gives a lease back; the last one closes the file. */
        void release() {
            if (leases.decrementAndGet() == 0) {
                file.close();
            }
        }
    }

    /** Takes over a file that was just made. */
    void opened(SharedFile shared, DiskFile file) {
        List<OpenFile> evicted = new ArrayList<>(1);
        lock.lock();
        try {
            makeRoom(evicted);
            shared.open = new OpenFile(file);
            ring.add(shared);
        } finally {
            lock.unlock();
        }
        evicted.forEach(OpenFile::release);
    }

    /** Takes note of a file that is not forced, by what is to be called to force it. */
    void unforced(Runnable relief) {
        lock.lock();
        try {
            unforced.add(relief);
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that it is. */
    void forced(Runnable relief) {
        lock.lock();
        try {
            unforced.remove(relief);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forces the files that wait longest for it, where as many wait as may. Call it before one more is written, without
     * any lock on a file.
     */
    void relieve() {
        for (int left = RELIEFS_MAX; left > 0; left--) {
            Runnable oldest = oldestUnforced();
            if (oldest == null) {
                return;
            }
            oldest.run();
        }
    }

    /**
     * The one whose turn it is, where there are too many; it goes to the end, as it may not be possible to force it.
     */
    private @Nullable Runnable oldestUnforced() {
        lock.lock();
        try {
            if (unforced.size() < Math.max(1, maxOpenFiles / UNFORCED_SHARE)) {
                return null;
            }
            Runnable oldest = unforced.removeFirst();
            unforced.add(oldest);
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Leases a file, opening it where it is not open. The caller releases it.
     *
     * @throws ClosedException where it was retired
     */
    OpenFile lease(SharedFile shared, Disk disk, Supplier<Path> path) {
        while (true) {
            OpenFile open = shared.open;
            if (open == null) {
                open = open(shared, disk, path.get());
            }
            if (open.lease()) {
                return open;
            }
        }
    }

    /** Has a file opened anew by the next who leases it; those who lease it now keep what they have. */
    void reopen(SharedFile shared) {
        List<OpenFile> taken = new ArrayList<>(1);
        lock.lock();
        try {
            takeOut(shared, taken);
        } finally {
            lock.unlock();
        }
        taken.forEach(OpenFile::release);
    }

    /** Ends a file's use: no further lease is given, and it is closed when the last one comes back. */
    void retire(SharedFile shared) {
        List<OpenFile> taken = new ArrayList<>(1);
        lock.lock();
        try {
            shared.retired = true;
            takeOut(shared, taken);
        } finally {
            lock.unlock();
        }
        taken.forEach(OpenFile::release);
    }

    private OpenFile open(SharedFile shared, Disk disk, Path path) {
        reserve(shared, path);
        OpenFile mine;
        try {
            mine = new OpenFile(openFile(shared, disk, path));
        } catch (StorageFailedException failure) {
            unreserve();
            throw shared.retired ? new ClosedException("segment " + path) : failure;
        }
        OpenFile theirs = install(shared, mine);
        if (theirs == mine) {
            return mine;
        }
        mine.release();
        if (theirs == null) {
            throw new ClosedException("segment " + path);
        }
        return theirs;
    }

    private static DiskFile openFile(SharedFile shared, Disk disk, Path path) {
        if (shared.written) {
            return disk.openWrite(path);
        }
        return shared.mapped ? disk.openMapped(path) : disk.openRead(path);
    }

    private void reserve(SharedFile shared, Path path) {
        List<OpenFile> evicted = new ArrayList<>(1);
        lock.lock();
        try {
            if (shared.retired) {
                throw new ClosedException("segment " + path);
            }
            makeRoom(evicted);
            openingCount++;
        } finally {
            lock.unlock();
        }
        evicted.forEach(OpenFile::release);
    }

    private void unreserve() {
        lock.lock();
        try {
            openingCount--;
        } finally {
            lock.unlock();
        }
    }

    /** Shows an opened file to readers, unless another thread was faster; null where the file was retired meanwhile. */
    private @Nullable OpenFile install(SharedFile shared, OpenFile opened) {
        lock.lock();
        try {
            openingCount--;
            if (shared.retired) {
                return null;
            }
            OpenFile present = shared.open;
            if (present != null) {
                return present;
            }
            shared.open = opened;
            ring.add(shared);
            return opened;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes files out of the ring until one more fits, as far as they are not leased. The caller releases them,
     * unlocked.
     */
    private void makeRoom(List<OpenFile> evicted) {
        int stepsLeft = 2 * ring.size();
        while (ring.size() + openingCount >= maxOpenFiles && stepsLeft > 0) {
            stepsLeft--;
            Iterator<SharedFile> hand = ring.iterator();
            SharedFile candidate = hand.next();
            OpenFile open = candidate.open;
            if (open != null && (open.leases.get() > 1 || open.recentlyRead)) {
                open.recentlyRead = false;
                hand.remove();
                ring.add(candidate);
            } else {
                takeOut(candidate, evicted);
            }
        }
    }

    private void takeOut(SharedFile shared, List<OpenFile> evicted) {
        OpenFile open = shared.open;
        shared.open = null;
        ring.remove(shared);
        if (open != null) {
            evicted.add(open);
        }
    }
}
