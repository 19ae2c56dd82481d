package io.varve.journal;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files of the journal: full of zeros, and durable before anything is written to them.
 *
 * <p>Threads: one at a time, the one with the token of {@link JournalFiles}.
 */
final class JournalFileMaker {

    private static final int ZERO_BYTES = 1 << 20;
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalFileMaker.class);

    private final Disk disk;
    private final Path folder;
    private boolean folderMade;

    /** @param folderMade whether the folder is there, and its name durable */
    JournalFileMaker(Disk disk, Path folder, boolean folderMade) {
        this.disk = disk;
        this.folder = folder;
        this.folderMade = folderMade;
    }

    JournalFile make(long number, long sizeBytes) {
        makeFolder();
        Path path = JournalFiles.path(folder, number);
        DiskFile file = disk.create(path, sizeBytes);
        boolean made = false;
        try {
            fillWithZeros(file, sizeBytes);
            file.force(true);
            disk.forceDirectory(folder);
            made = true;
            return JournalFile.empty(path, number, sizeBytes, file);
        } finally {
            if (!made) {
                discard(path, file);
            }
        }
    }

    /** Its name must survive a crash, or all that is in it is lost with it. */
    private void makeFolder() {
        if (!folderMade) {
            if (!disk.exists(folder)) {
                disk.createDirectories(folder);
            }
            disk.forceDirectory(Objects.requireNonNull(folder.getParent()));
            folderMade = true;
        }
    }

    private static void fillWithZeros(DiskFile file, long sizeBytes) {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZERO_BYTES, sizeBytes));
        for (long position = 0; position < sizeBytes; position += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), sizeBytes - position));
            file.writeFully(position, zeros);
        }
    }

    /** What is left of a file that could not be made takes up room, on a device that may just have none. */
    private void discard(Path path, DiskFile file) {
        try {
            file.close();
            disk.delete(path);
        } catch (StorageFailedException left) {
            LOGGER.warn("{} is of no use and could not be removed; the next opening of the store does", path, left);
        }
    }
}
