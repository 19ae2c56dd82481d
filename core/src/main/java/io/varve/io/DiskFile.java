package io.varve.io;

import io.varve.error.StorageFailedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Reads and writes name their position, so that any number of threads can share it. Errors and
 * interrupts: see {@link Disk}.
 */
public interface DiskFile extends AutoCloseable {

    /** The name under which it was opened; it may have been renamed since. */
    Path path();

    /**
     * Writes some of the buffer's remaining bytes at a position, growing the file where needed, and moves the buffer's
     * position past what was taken. A disk that fills up takes a part first and fails at the next call.
     *
     * @return how many bytes were taken, at least 1 unless the buffer was empty
     */
    int write(long positionBytes, ByteBuffer buffer);

    /**
     * Reads into the buffer from a position and moves the buffer's position past what was given.
     *
     * @return how many bytes were given, or -1 at or past the end of the file
     */
    int read(long positionBytes, ByteBuffer buffer);

    /** Its size now. */
    long sizeBytes();

    /** Cuts it to a size; a size at or above the present one changes nothing. */
    void truncate(long sizeBytes);

    /**
     * Makes what was written before this call survive a crash of the machine. After a failure the bytes are not to be
     * trusted and a further call proves nothing.
     *
     * @param metadata false: only what is needed to read the bytes back; true: all attributes too
     */
    void force(boolean metadata);

    /** Closes it; closing twice does nothing. Forces nothing. */
    @Override
    void close();

    /** Writes all of the buffer's remaining bytes from a position on. */
    default void writeFully(long positionBytes, ByteBuffer buffer) {
        long position = positionBytes;
        while (buffer.hasRemaining()) {
            int taken = write(position, buffer);
            if (taken <= 0) {
                throw new StorageFailedException(
                        path(), "write", position, StorageFailedException.Kind.IO, "the disk took no byte");
            }
            position += taken;
        }
    }

    /**
     * Fills the buffer's remaining space from a position on, as far as the file goes.
     *
     * @return how many bytes were given, 0 at or past the end of the file
     */
    default int readFully(long positionBytes, ByteBuffer buffer) {
        int total = 0;
        while (buffer.hasRemaining()) {
            int given = read(positionBytes + total, buffer);
            if (given < 0) {
                break;
            }
            total += given;
        }
        return total;
    }
}
