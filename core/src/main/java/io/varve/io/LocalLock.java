package io.varve.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.varve.error.StoreLockedException;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file of the real disk: a POSIX record lock against other processes, and a table against this one.
 *
 * <p>The table comes first, and not for speed: a process loses its record lock on a file as soon as it closes
 * <em>any</em> handle of that file, however it came by it (POSIX, fcntl). So while the lock is held this process must
 * not open the file a second time, not even to read who holds it. The table knows the file by its device and inode, so
 * that a link or another spelling of the path leads to the same entry.
 */
final class LocalLock implements DiskLock {

    /** Guards the tables, and keeps a second taker from opening and closing the file while a first one locks it. */
    private static final ReentrantLock TABLES = new ReentrantLock();

    /** The holder of each lock of this process, by file key. */
    private static final Map<Object, String> HOLDERS = new HashMap<>();

    /**
     * Handles of files that code outside this table (another copy of this class) holds locks on, by file key: closing
     * one would free the other's lock, so each is kept and used again, one a file.
     */
    private static final Map<Object, LocalFile> KEPT_OPEN = new HashMap<>();

    private final LocalFile file;
    private final Object key;

    /** Guarded by the tables' lock. */
    private boolean closed;

    private LocalLock(LocalFile file, Object key) {
        this.file = file;
        this.key = key;
    }

    static LocalLock take(Path path, String holder) {
        TABLES.lock();
        try {
            Object known = keyOf(path);
            if (known != null && HOLDERS.containsKey(known)) {
                throw new StoreLockedException(LockHolder.folderOf(path), String.valueOf(HOLDERS.get(known)));
            }
            LocalFile kept = known == null ? null : KEPT_OPEN.remove(known);
            LocalFile file = kept != null ? kept : LocalFile.open(path, "lock", Set.of(READ, WRITE, CREATE));
            return take(path, file, holder);
        } finally {
            TABLES.unlock();
        }
    }

    /** Owns the file: it ends up in the lock, kept open, or closed. */
    private static LocalLock take(Path path, LocalFile file, String holder) {
        boolean owned = false;
        boolean closable = true;
        Object key = path;
        try {
            Object opened = keyOf(path);
            key = opened == null ? path.toAbsolutePath() : opened;
            if (file.channel().tryLock() == null) {
                throw new StoreLockedException(LockHolder.folderOf(path), LockHolder.read(file));
            }
            LockHolder.write(file, holder);
            HOLDERS.put(key, LockHolder.oneLine(holder));
            owned = true;
            return new LocalLock(file, key);
        } catch (OverlappingFileLockException heldInThisProcess) {
            closable = false;
            throw new StoreLockedException(LockHolder.folderOf(path), LockHolder.read(file));
        } catch (IOException failure) {
            throw StorageFailures.of(path, "lock", -1, failure);
        } finally {
            settle(file, key, owned, closable);
        }
    }

    private static void settle(LocalFile file, Object key, boolean owned, boolean closable) {
        if (!closable) {
            KEPT_OPEN.put(key, file);
        } else if (!owned) {
            file.close();
        }
    }

    private static @Nullable Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException failure) {
            throw StorageFailures.of(path, "lock", -1, failure);
        }
    }

    @Override
    public void close() {
        TABLES.lock();
        try {
            if (!closed) {
                closed = true;
                HOLDERS.remove(key);
                file.close();
            }
        } finally {
            TABLES.unlock();
        }
    }
}
