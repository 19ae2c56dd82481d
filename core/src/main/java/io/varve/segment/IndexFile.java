package io.varve.segment;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The file of one index while its segment is active: it gets the entries that are new since the last time. It is open
 * only while it is written or forced, so that a segment costs one handle at most, that of its log. That a force through
 * another handle may not tell of an earlier write that failed does no harm here: an index is held against its log when
 * it is loaded. Owned by the segment's writer.
 */
final class IndexFile {

    private static final int CHUNK_BYTES = 1 << 16;

    private final Disk disk;
    private final Path path;
    private final EntryTable table;

    /** How many of the entries the file holds. */
    private int storedCount;

    /**
     * Whether the file ends with the last of them: false until it was written once, as zeros or old entries may follow.
     */
    private boolean trimmed;

    private boolean forced;

    /** Whether the file is as a clean end left it, so that there is nothing to do before there are more entries. */
    private boolean foundForced;

    /** @param storedCount how many of the table's entries the file is known to hold */
    IndexFile(Disk disk, Path path, EntryTable table, int storedCount) {
        this.disk = disk;
        this.path = path;
        this.table = table;
        this.storedCount = storedCount;
    }

    /** Says that the file holds what it held when it was forced last. */
    void foundForced() {
        foundForced = true;
    }

    /** Writes the entries that the file lacks. */
    void store() {
        if ((trimmed || foundForced) && storedCount == table.count()) {
            return;
        }
        unlessFull(() -> {
            try (DiskFile file = open()) {
                storeIn(file);
            }
        });
    }

    /** Writes the entries that the file lacks and makes all of them survive a crash. */
    void force() {
        if ((trimmed && forced || foundForced) && storedCount == table.count()) {
            return;
        }
        unlessFull(() -> {
            try (DiskFile file = open()) {
                storeIn(file);
                file.force(true);
                forced = true;
            }
        });
    }

    /** An index that finds no room is made again from the log when it is needed: no reason to refuse anything. */
    private static void unlessFull(Runnable step) {
        try {
            step.run();
        } catch (StorageFailedException full) {
            if (full.kind() != StorageFailedException.Kind.NO_SPACE) {
                throw full;
            }
        }
    }

    /** Writes all entries of a table into a new file and puts it in place of what was there; forces nothing. */
    static void replace(Disk disk, Path temporary, Path path, EntryTable table) {
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        try (DiskFile file = disk.create(temporary, (long) table.count() * table.entryBytes())) {
            write(file, table, 0);
        }
        disk.rename(temporary, path);
    }

    private DiskFile open() {
        return disk.exists(path) ? disk.openWrite(path) : disk.create(path, (long) table.count() * table.entryBytes());
    }

    private void storeIn(DiskFile file) {
        if (!trimmed) {
            file.truncate((long) storedCount * table.entryBytes());
            trimmed = true;
        }
        if (storedCount < table.count()) {
            forced = false;
            foundForced = false;
            storedCount = write(file, table, storedCount);
        }
    }

    private static int write(DiskFile file, EntryTable table, int from) {
        int count = table.count();
        int entryBytes = table.entryBytes();
        long remainingBytes = (long) (count - from) * entryBytes;
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, remainingBytes));
        int entry = from;
        while (entry < count) {
            long positionBytes = (long) entry * entryBytes;
            chunk.clear();
            while (entry < count && chunk.remaining() >= entryBytes) {
                table.encode(entry++, chunk);
            }
            file.writeFully(positionBytes, chunk.flip());
        }
        return count;
    }
}
