package io.varve.journal;

import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Walks the frames of one file, in a window of memory that is larger than any frame.
 *
 * <p>Threads: one.
 */
final class FrameScan {

    private final ByteBuffer window;
    private final CRC32C checksum = new CRC32C();
    private final DiskFile file;
    private final long fileBytes;
    private long windowStart;

    /** @param window memory to use, at least twice the largest frame */
    FrameScan(DiskFile file, ByteBuffer window) {
        this.file = file;
        this.fileBytes = file.sizeBytes();
        this.window = window.clear().limit(0);
    }

    long fileBytes() {
        return fileBytes;
    }

    /** The whole frame at a position; empty where there is none. */
    Optional<Frame> frameAt(long positionBytes) {
        if (positionBytes + FrameLayout.HEADER_BYTES > fileBytes) {
            return Optional.empty();
        }
        load(positionBytes, FrameLayout.HEADER_BYTES);
        Optional<Frame> header = Frame.header(window, at(positionBytes), positionBytes);
        if (header.isEmpty() || header.get().lengthBytes() > Math.min(window.capacity(), fileBytes - positionBytes)) {
            return Optional.empty();
        }
        load(positionBytes, header.get().lengthBytes());
        return header.filter(frame -> frame.isWhole(window, at(positionBytes), checksum));
    }

    /** Tells the entries of the frame that was found last. */
    void visit(Frame frame, Frame.Visitor visitor) {
        Frame.visit(window, at(frame.positionBytes()), visitor);
    }

    private int at(long positionBytes) {
        return (int) (positionBytes - windowStart);
    }

    private void load(long positionBytes, int byteCount) {
        long end = windowStart + window.limit();
        if (positionBytes >= windowStart && positionBytes + byteCount <= end) {
            return;
        }
        windowStart = positionBytes;
        window.clear();
        file.readFully(positionBytes, window);
        window.flip();
    }
}
