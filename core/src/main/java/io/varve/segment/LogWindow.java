package io.varve.segment;

import io.varve.error.CorruptionException;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;

/**
 * A window of fixed size that is moved over a log file while it is scanned; one thread. Memory does not depend on what
 * lengths the file claims.
 */
final class LogWindow {

    private final DiskFile file;
    private final int fileBytes;
    private final ByteBuffer buffer;
    private int startBytes;
    private int filledBytes;

    /**
     * @param fileBytes how much of the file counts: all of it, or up to where a writer has come
     * @param buffer the window's memory, at least a batch header large
     */
    LogWindow(DiskFile file, int fileBytes, ByteBuffer buffer) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.buffer = buffer;
    }

    /**
     * The size of a log file.
     *
     * @throws CorruptionException where it is beyond the positions that an index entry can hold
     */
    static int logBytes(DiskFile file) {
        long bytes = file.sizeBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new CorruptionException(
                    file.path(),
                    Integer.MAX_VALUE,
                    "the end of the log, at most there",
                    "a file of " + bytes + " bytes");
        }
        return (int) bytes;
    }

    /** The size of the log. */
    int fileBytes() {
        return fileBytes;
    }

    /** The window's bytes; {@link #indexOf} and {@link #limit} say which. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** How many bytes fit into the window. */
    int capacityBytes() {
        return buffer.capacity();
    }

    /**
     * Where in the buffer a position of the file stands, after moving the window where fewer bytes from there on are in
     * it than asked for, as far as the window and the file go.
     */
    int indexOf(int positionBytes, int neededBytes) {
        int wantedBytes = Math.min(Math.min(neededBytes, buffer.capacity()), fileBytes - positionBytes);
        if (positionBytes < startBytes || (long) positionBytes + wantedBytes > (long) startBytes + filledBytes) {
            buffer.clear();
            buffer.limit(Math.min(buffer.capacity(), fileBytes - positionBytes));
            filledBytes = file.readFully(positionBytes, buffer);
            startBytes = positionBytes;
            buffer.clear();
        }
        return positionBytes - startBytes;
    }

    /** The index after the buffer's last byte that was read. */
    int limit() {
        return filledBytes;
    }
}
