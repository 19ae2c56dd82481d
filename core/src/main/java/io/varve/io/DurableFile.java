package io.varve.io;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Replaces a small file as a whole: whatever happens, a crash included, its name stands for the old bytes or the new
 * ones, and for the new ones once the call has returned.
 *
 * <p>The steps, none of which can be left out: write {@code <name>.tmp}, force it (else the name could survive a crash
 * without the bytes), rename it (atomic), force the folder (else the old name could come back).
 *
 * <p>Threads: any, but one at a time for one file; its owner sees to that.
 */
public final class DurableFile {

    private static final String TEMPORARY_SUFFIX = ".tmp";

    private DurableFile() {}

    /**
     * Stores these bytes under this name, durably. What an earlier, interrupted replacement left behind is removed.
     *
     * @param content its remaining bytes; its position is left alone
     * @throws StorageFailedException where a step fails; the name then stands for the old bytes, or, if only the last
     *     step failed, for the new ones, which may not survive a crash
     */
    public static void replace(Disk disk, Path file, ByteBuffer content) {
        Path temporary = temporaryOf(file);
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        try {
            try (DiskFile written = disk.create(temporary, content.remaining())) {
                written.writeFully(0, content.duplicate());
                written.force(true);
            }
            disk.rename(temporary, file);
        } catch (RuntimeException failure) {
            discard(disk, temporary, failure);
            throw failure;
        }
        disk.forceDirectory(folderOf(file));
    }

    /**
     * Writes a file into a folder that was just made and that nobody relies on yet: forced, but not its name, which the
     * caller forces with the folder. A crash may leave a part of it.
     */
    public static void create(Disk disk, Path file, ByteBuffer content) {
        try (DiskFile written = disk.create(file, content.remaining())) {
            written.writeFully(0, content.duplicate());
            written.force(true);
        }
    }

    /**
     * The bytes under this name, or nothing where it does not exist.
     *
     * @param bytesMax the most that can be right; more than that is damage, and is not read
     * @throws CorruptionException where the file is longer
     */
    public static Optional<byte[]> read(Disk disk, Path file, int bytesMax) {
        try (DiskFile opened = disk.openRead(file)) {
            long sizeBytes = opened.sizeBytes();
            if (sizeBytes > bytesMax) {
                throw new CorruptionException(file, bytesMax, "at most " + bytesMax + " bytes", sizeBytes + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) sizeBytes);
            int given = opened.readFully(0, content);
            if (given != sizeBytes) {
                throw new CorruptionException(file, given, sizeBytes + " bytes", given + " bytes");
            }
            return Optional.of(content.array());
        } catch (StorageFailedException failure) {
            if (failure.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** The name under which a replacement is written before it takes its place; not a file of the store. */
    public static Path temporaryOf(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw StorageFailures.misuse(file, "replace", -1, "it is a root folder");
        }
        return folder;
    }

    private static void discard(Disk disk, Path temporary, RuntimeException failure) {
        try {
            if (disk.exists(temporary)) {
                disk.delete(temporary);
            }
        } catch (StorageFailedException second) {
            failure.addSuppressed(second); // What is left is removed by the next replacement.
        }
    }
}
