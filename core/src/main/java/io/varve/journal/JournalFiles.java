package io.varve.journal;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the journal: one that is written, those before it that may still be needed, and one made ready ahead. A
 * store begins with a small file; each next one is twice as large, up to a bound, since whoever fills a file will fill
 * the next one sooner. Files that are not needed any more are renamed and used again, which saves writing zeros.
 *
 * <p>Threads: any. Making a file ready takes a token, {@link #preparing}, and happens without the lock: so files get
 * their numbers in the order in which they are used.
 */
final class JournalFiles {

    /** What is tried where there is no room for more. */
    private static final long SMALL_BYTES = 64 << 10;

    private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.wal");
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalFiles.class);

    private final Disk disk;
    private final Path folder;
    private final JournalFileMaker maker;
    private final JournalSizes sizes;
    private final Runnable wantRoom;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<JournalFile> kept = new ArrayDeque<>();
    private @Nullable JournalFile current;
    private @Nullable JournalFile ready;
    private boolean preparing;
    private long nextNumber;
    private long nextSizeBytes;
    private @Nullable RuntimeException refusal;
    private boolean closed;

    /**
     * @param kept files of the last session whose frames may still be needed, oldest first
     * @param wantRoom told when the bound is reached: store a checkpoint, so that files can be used again
     */
    JournalFiles(
            Disk disk, Path folder, JournalSizes sizes, long nextNumber, List<JournalFile> kept, Runnable wantRoom) {
        this.disk = disk;
        this.folder = folder;
        this.sizes = sizes;
        this.nextNumber = nextNumber;
        this.nextSizeBytes = sizes.fileBytesMin();
        this.wantRoom = wantRoom;
        this.kept.addAll(kept);
        this.maker = new JournalFileMaker(disk, folder, !kept.isEmpty());
    }

    /** The number in a file's name; empty where it is no name of a journal file. */
    static OptionalLong number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    static Path path(Path folder, long number) {
        return folder.resolve(String.format(Locale.ROOT, "%016d.wal", number));
    }

    /** The number that the next file gets. */
    long nextNumber() {
        lock.lock();
        try {
            return nextNumber;
        } finally {
            lock.unlock();
        }
    }

    /** What they take now. */
    JournalUsage usage() {
        lock.lock();
        try {
            long heldBytes = totalBytes() - (ready == null ? 0 : ready.sizeBytes());
            int fileCount = kept.size() + (current == null ? 0 : 1) + (ready == null ? 0 : 1);
            return new JournalUsage(heldBytes, sizes.journalBytesMax(), fileCount);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Goes on in another file. Where the journal is at its bound it waits until a checkpoint has freed a file, or has
     * told why none will be ({@link #refuse}), which is thrown.
     *
     * @param neededBytes how much the next frame needs, &gt; 0
     * @param mayExceed whether the bound does not hold for it: it lets records go, and with them what fills the journal
     */
    JournalFile rotate(long neededBytes, boolean mayExceed) {
        JournalFile next = takeReady(mayExceed);
        if (next == null) {
            next = prepared(neededBytes);
        }
        lock.lock();
        try {
            keepCurrent(); // not before the next one is there: a full device leaves it in use for what still fits
            current = next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The file made ready, or null, and then the caller has the token to make one. */
    private @Nullable JournalFile takeReady(boolean mayExceed) {
        lock.lock();
        try {
            while (true) {
                JournalFile next = ready;
                if (next != null) {
                    ready = null;
                    return next;
                }
                if (!preparing && (mayExceed || !isFull() || !isAnyFreeable())) {
                    preparing = true;
                    return null;
                }
                if (!preparing) {
                    askForRoom();
                }
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The file that is written has failed: it is only kept from now on, so that it can be freed like the others. */
    void giveUpCurrent() {
        lock.lock();
        try {
            keepCurrent();
        } finally {
            lock.unlock();
        }
    }

    private void keepCurrent() {
        JournalFile last = current;
        current = null;
        if (last != null) {
            kept.addLast(last);
            closeQuietly(last);
        }
    }

    private void askForRoom() {
        RuntimeException reason = refusal;
        refusal = null;
        if (reason != null) {
            throw reason;
        }
        wantRoom.run();
    }

    /** A checkpoint could not be stored: whoever waits for a file gets the reason. */
    void refuse(RuntimeException reason) {
        lock.lock();
        try {
            if (isFull()) {
                refusal = reason;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a file ready ahead, unless there is one or no room for it. */
    void prepareAhead() {
        lock.lock();
        try {
            if (closed || ready != null || preparing || isFull()) {
                return;
            }
            preparing = true;
        } finally {
            lock.unlock();
        }
        prepared(0);
    }

    /** Makes a file with the token in hand, and gives the token back. */
    private JournalFile prepared(long neededBytes) {
        @Nullable JournalFile made = null;
        try {
            made = make(neededBytes);
            return made;
        } finally {
            finish(made, neededBytes == 0); // what nobody waits for is kept ready
        }
    }

    /** The next file is not larger before this one is made: a device that has no room for it has none for more. */
    private void finish(@Nullable JournalFile made, boolean ahead) {
        lock.lock();
        try {
            if (made != null) {
                nextSizeBytes = Math.min(Math.max(nextSizeBytes, 2 * made.sizeBytes()), sizes.fileBytesMax());
                ready = ahead ? made : ready;
            }
            preparing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a file of the size that is due; a device that has no room for it may have some for a small one.
     *
     * @param neededBytes how much a frame needs that waits for it
     */
    private JournalFile make(long neededBytes) {
        try {
            return maker.make(takeNumber(), dueBytes());
        } catch (StorageFailedException full) {
            if (full.kind() != StorageFailedException.Kind.NO_SPACE || neededBytes == 0) {
                throw full;
            }
            return maker.make(takeNumber(), Math.max(neededBytes, Math.min(SMALL_BYTES, dueBytes() / 2)));
        }
    }

    private long takeNumber() {
        lock.lock();
        try {
            return nextNumber++;
        } finally {
            lock.unlock();
        }
    }

    private long dueBytes() {
        lock.lock();
        try {
            return nextSizeBytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Frees the files all of whose frames come before a sequence: one is used again, the others are removed.
     *
     * @param pinned frames before it that are needed all the same
     * @return how many bytes the freed files have
     */
    long release(long lowSequence, List<FrameRange> pinned) {
        List<JournalFile> freed = new ArrayList<>();
        long freedBytes = 0;
        @Nullable JournalFile again = null;
        lock.lock();
        try {
            refusal = null; // of an earlier checkpoint, that nobody waited for
            for (JournalFile file : List.copyOf(kept)) {
                if (file.lastSequence() >= lowSequence) {
                    break;
                }
                if (pinned.stream().anyMatch(file::meets)) {
                    file.pin();
                } else {
                    kept.remove(file);
                    freed.add(file);
                    freedBytes += file.sizeBytes();
                }
            }
            if (ready == null && !preparing) {
                again = freed.stream().filter(this::isReusable).findFirst().orElse(null);
                preparing = again != null;
            }
        } finally {
            lock.unlock();
        }
        if (again != null) {
            freed.remove(again);
            reuse(again);
        }
        freed.forEach(this::remove);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return freedBytes;
    }

    private boolean isReusable(JournalFile file) {
        return !file.isSuspect() && file.sizeBytes() >= Math.min(nextSizeBytes, sizes.fileBytesMax()) / 2;
    }

    /** Gives a file its next number, with the token in hand; its old frames carry the old one and never replay. */
    private void reuse(JournalFile old) {
        long number;
        lock.lock();
        try {
            number = nextNumber++;
        } finally {
            lock.unlock();
        }
        @Nullable JournalFile made = null;
        try {
            Path path = path(folder, number);
            disk.rename(old.path(), path);
            disk.forceDirectory(folder);
            made = JournalFile.empty(path, number, old.sizeBytes(), disk.openWrite(path));
        } catch (StorageFailedException failure) {
            LOGGER.warn("journal file {} cannot be used again; another one is made instead", old.path(), failure);
        } finally {
            finish(made, true);
        }
    }

    private void remove(JournalFile file) {
        try {
            disk.delete(file.path());
        } catch (StorageFailedException failure) {
            LOGGER.warn(
                    "journal file {} is not needed any more, but stays until the next opening", file.path(), failure);
        }
    }

    /** Closes the open files; where nothing in them is needed any more, all are removed. */
    void close(boolean removeAll) {
        List<JournalFile> all = new ArrayList<>();
        lock.lock();
        try {
            closed = true; // whoever makes files ahead may come late, when the folder is another session's
            while (preparing) {
                changed.awaitUninterruptibly();
            }
            keepCurrent();
            all.addAll(kept);
            if (ready != null) {
                closeQuietly(ready);
                all.add(ready);
                ready = null;
            }
            kept.clear();
        } finally {
            lock.unlock();
        }
        if (removeAll) {
            all.forEach(this::remove);
        }
    }

    private static void closeQuietly(JournalFile file) {
        try {
            file.close();
        } catch (StorageFailedException failure) {
            LOGGER.warn("closing journal file {}, all of which is forced", file.path(), failure);
        }
    }

    private boolean isFull() {
        long counted = totalBytes();
        boolean isAlone = current == null && ready == null;
        for (JournalFile file : kept) {
            counted -= file.isPinned() ? file.sizeBytes() : 0;
            isAlone &= file.isPinned();
        }
        return !isAlone && counted + nextSizeBytes > sizes.journalBytesMax();
    }

    /** Whether a checkpoint may free a file: not the one in use, nor those that failed logs need. */
    private boolean isAnyFreeable() {
        return kept.stream().anyMatch(file -> !file.isPinned());
    }

    private long totalBytes() {
        long total = 0;
        for (JournalFile file : kept) {
            total += file.sizeBytes();
        }
        total += current == null ? 0 : current.sizeBytes();
        return total + (ready == null ? 0 : ready.sizeBytes());
    }
}
