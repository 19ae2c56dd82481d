package io.varve.io;

import io.varve.error.StorageFailedException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one seam between the engine and storage. Everything above it runs unchanged on the real disk, in memory, or on a
 * simulated disk that crashes.
 *
 * <p>Threads: all verbs may be called from any thread, interrupted ones included: an interrupt neither fails a verb nor
 * closes a file. Errors: {@link StorageFailedException} and nothing else.
 *
 * <p>What survives a crash: the bytes of a file that a returned {@link DiskFile#force} covered, and the names in a
 * folder that a returned {@link #forceDirectory} covered. Neither implies the other.
 */
public interface Disk {

    /** The names in a folder, sorted; without the folder itself and its parent. */
    List<String> list(Path directory);

    /** Whether a file or folder of this name exists. */
    boolean exists(Path path);

    /** Makes the folder and those above it where they are missing; existing ones are left alone. */
    void createDirectories(Path directory);

    /**
     * Makes a file and opens it for reading and writing.
     *
     * @param expectedBytes how large it is expected to grow; a hint, its size is 0 all the same
     * @throws StorageFailedException of kind ALREADY_EXISTS where the name is taken
     */
    DiskFile create(Path path, long expectedBytes);

    /** Opens an existing file for reading. */
    DiskFile openRead(Path path);

    /**
     * Opens an existing file for many small reads, which may then cost no system call. It shows at least the bytes that
     * the file holds now, and of what is written behind them later all, a part or nothing. Bytes that are read must not
     * be cut off meanwhile: that is answered with an error. Nobody may read while it is being closed.
     */
    default DiskFile openMapped(Path path) {
        return openRead(path);
    }

    /** Opens an existing file for reading and writing. */
    DiskFile openWrite(Path path);

    /** Gives a file or folder another name in one step; a file that had this name before is replaced. */
    void rename(Path from, Path to);

    /**
     * Removes a file or an empty folder.
     *
     * @throws StorageFailedException of kind NOT_FOUND where it does not exist
     */
    void delete(Path path);

    /** Makes the names in a folder, new, changed and removed ones, survive a crash. */
    void forceDirectory(Path directory);

    /**
     * Takes the lock that this file stands for; it is freed by closing it, and by the end of the process. The file is
     * made where it is missing and is not removed. What the holder says of itself is stored in it.
     *
     * @param holder who takes it, for the message that a second one gets
     * @throws io.varve.error.StoreLockedException where it is taken, in this process or another
     */
    DiskLock lock(Path path, String holder);

    /** How many bytes can still be written to the device that holds this folder. */
    long usableBytes(Path directory);
}
