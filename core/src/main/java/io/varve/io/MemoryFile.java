package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle on a file of a {@link MemoryDisk}; any number of threads may share it. */
final class MemoryFile implements DiskFile {

    private final Path path;
    private final MemoryContent content;
    private final boolean writable;

    /** Set once, by whoever closes; read by every verb. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over a handle that {@link MemoryContent#openHandle} counted. */
    MemoryFile(Path path, MemoryContent content, boolean writable) {
        this.path = path;
        this.content = content;
        this.writable = writable;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        StorageFailures.checkRange(path, "write", positionBytes, buffer.remaining());
        checkWritable("write", positionBytes);
        if (!buffer.hasRemaining()) {
            return 0;
        }
        int taken = content.write(positionBytes, buffer);
        if (taken == 0) {
            throw new StorageFailedException(
                    path, "write", positionBytes, Kind.NO_SPACE, "the disk in memory has used up its capacity");
        }
        return taken;
    }

    @Override
    public int read(long positionBytes, ByteBuffer buffer) {
        StorageFailures.checkRange(path, "read", positionBytes, buffer.remaining());
        if (buffer.isReadOnly()) {
            throw StorageFailures.misuse(path, "read", positionBytes, "the buffer to fill is read-only");
        }
        checkOpen("read", positionBytes);
        return buffer.hasRemaining() ? content.read(positionBytes, buffer) : 0;
    }

    @Override
    public long sizeBytes() {
        checkOpen("size", -1);
        return content.sizeBytes();
    }

    @Override
    public void truncate(long sizeBytes) {
        StorageFailures.checkRange(path, "truncate", sizeBytes, 0);
        checkWritable("truncate", sizeBytes);
        content.truncate(sizeBytes);
    }

    /** Memory has nothing to force; it ends with the process either way. */
    @Override
    public void force(boolean metadata) {
        checkOpen("force", -1);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            content.closeHandle();
        }
    }

    boolean isOpen() {
        return !closed.get();
    }

    private void checkWritable(String verb, long positionBytes) {
        checkOpen(verb, positionBytes);
        if (!writable) {
            throw new StorageFailedException(
                    path, verb, positionBytes, Kind.ACCESS_DENIED, "it was opened for reading only");
        }
    }

    private void checkOpen(String verb, long positionBytes) {
        if (closed.get()) {
            throw new StorageFailedException(path, verb, positionBytes, Kind.CLOSED, "the file is closed");
        }
    }
}
