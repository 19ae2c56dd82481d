package io.varve.batch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that grows as it is filled, up to a bound that it checks before it takes any, and that is kept to be
 * filled again; one thread.
 */
final class Scratch {

    private static final int BYTES_FIRST = 16 * 1024;

    private final int bytesMax;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    Scratch(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The memory, as large as the last reservation or larger; the same object until a reservation enlarges it. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** The most bytes that there will ever be room for. */
    int bytesMax() {
        return bytesMax;
    }

    /**
     * Makes room.
     *
     * @param usedBytes bytes from position 0 that are kept
     * @param wantedBytes bytes after them that there must be room for
     * @return false, and no memory was taken, if that would pass the bound, or the process has not got it
     */
    boolean reserve(int usedBytes, long wantedBytes) {
        long neededBytes = usedBytes + wantedBytes;
        if (neededBytes > bytesMax) {
            return false;
        }
        if (neededBytes > buffer.capacity()) {
            long grownBytes = Math.max(neededBytes, Math.max(BYTES_FIRST, 2L * buffer.capacity()));
            ByteBuffer larger = allocate((int) Math.min(bytesMax, grownBytes));
            if (larger == null) {
                return false;
            }
            larger.put(0, buffer, 0, usedBytes);
            buffer = larger;
        }
        return true;
    }

    /** How much the caller asks for is decided by bytes from outside: that there is no such room is an answer. */
    private static @Nullable ByteBuffer allocate(int sizeBytes) {
        try {
            return ByteBuffer.allocateDirect(sizeBytes);
        } catch (OutOfMemoryError none) {
            return null;
        }
    }
}
