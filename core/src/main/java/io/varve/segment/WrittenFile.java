package io.varve.segment;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.FlightRecording;
import io.varve.segment.FileCache.OpenFile;
import io.varve.segment.FileCache.SharedFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log file of an active segment on its writer's side: open while it holds bytes that were not forced, and otherwise
 * at the disposal of the store's {@link FileCache}, as any file.
 *
 * <p>Why it stays open until then: the system tells of a write that failed behind the caller's back at the next force,
 * but only to handles that were open when it failed, and it may forget it with the last of them. Bytes that were
 * written through a handle are therefore forced through the same one.
 *
 * <p>Threads: one at a time changes it; any forces it, also while it is being changed.
 */
final class WrittenFile {

    private final SharedFile shared;
    private final FileCache files;
    private final Disk disk;
    private final Path path;

    /** What to force where too many files are open that were not forced. */
    private final Runnable relief;

    private final ReentrantLock lock = new ReentrantLock();

    /** The handle with the bytes that were not forced; guarded by the lock. */
    private @Nullable OpenFile held;

    // How many changes were begun, and ended; and how many a force covered. Guarded by the lock.
    private long begun;
    private long ended;
    private long forced;

    // How many bytes were written, and how many of them a force covered; guarded by the lock.
    private long writtenBytes;
    private long forcedBytes;

    /** @param relief forces this file and whatever goes with it, and reports nothing */
    WrittenFile(SegmentPlace place, SharedFile shared, Path path, Runnable relief) {
        this.shared = shared;
        this.files = place.files();
        this.disk = place.disk();
        this.path = path;
        this.relief = relief;
    }

    /** Says that the file holds bytes of a process that died before it forced them. */
    void foundUnforced() {
        lock.lock();
        try {
            begun++;
            ended = begun;
        } finally {
            lock.unlock();
        }
    }

    /** Takes that back: it turned out that they were forced. */
    void foundForced() {
        lock.lock();
        try {
            forced = ended;
        } finally {
            lock.unlock();
        }
    }

    void write(int positionBytes, ByteBuffer bytes) {
        int byteCount = bytes.remaining();
        DiskFile file = begin();
        try {
            file.writeFully(positionBytes, bytes);
        } finally {
            end(byteCount);
        }
    }

    void truncate(int sizeBytes) {
        DiskFile file = begin();
        try {
            file.truncate(sizeBytes);
        } finally {
            end(0);
        }
    }

    long sizeBytes() {
        OpenFile lease = files.lease(shared, disk, () -> path);
        try {
            return lease.file().sizeBytes();
        } finally {
            lease.release();
        }
    }

    /** Makes the changes that ended before this call survive a crash, unless they do already. */
    void force() {
        OpenFile lease;
        long covered;
        long coveredBytes;
        long newBytes;
        lock.lock();
        try {
            if (forced == begun) {
                return;
            }
            // held, it is open; else the bytes are of another process, and no handle knows more of them than a new one
            lease = files.lease(shared, disk, () -> path);
            covered = ended;
            coveredBytes = writtenBytes;
            newBytes = coveredBytes - forcedBytes;
        } finally {
            lock.unlock();
        }
        @Nullable SegmentForceEvent event = FlightRecording.isPossible() ? SegmentForceEvent.begun() : null;
        try {
            lease.file().force(false);
            covered(covered, coveredBytes);
            if (event != null) {
                event.end(path, newBytes);
            }
        } finally {
            lease.release();
        }
    }

    /** Says that what goes with it is to be forced, even if the file itself is. */
    void needsForce() {
        files.unforced(relief);
    }

    /** Gives the handle back, whatever was not forced. */
    void close() {
        lock.lock();
        try {
            giveBack();
        } finally {
            lock.unlock();
        }
    }

    private DiskFile begin() {
        files.relieve();
        lock.lock();
        try {
            if (held == null) {
                held = files.lease(shared, disk, () -> path);
                files.unforced(relief);
            }
            begun++;
            return held.file();
        } finally {
            lock.unlock();
        }
    }

    private void end(int byteCount) {
        lock.lock();
        try {
            ended = begun;
            writtenBytes += byteCount;
        } finally {
            lock.unlock();
        }
    }

    private void covered(long changes, long bytes) {
        lock.lock();
        try {
            forced = Math.max(forced, changes);
            forcedBytes = Math.max(forcedBytes, bytes);
            if (forced == begun) {
                giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        OpenFile given = held;
        held = null;
        files.forced(relief);
        if (given != null) {
            given.release();
        }
    }
}
