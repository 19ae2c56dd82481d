package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a file held when it was opened, as a map of it: reads are copies out of memory, without a system call. It holds
 * no file handle.
 *
 * <p>Bytes leave it by copies that the JDK guards, and by nothing else: where the file was cut off by someone else, or
 * the device fails, the system kills a process that touches the bytes unguarded; guarded, it is an error. The JDK
 * raises that at the next point where threads may be stopped: each read passes one before it returns.
 *
 * <p>Threads: any, except that nobody may read while it is closed.
 */
final class MappedFile implements DiskFile {

    /** Always 1, and read anew each time: a loop that steps by it is none that a compiler could do without. */
    private static volatile int step = 1;

    private final Path path;
    private final Arena arena;
    private final ByteBuffer bytes;

    /** Set once, by whoever closes. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private MappedFile(Path path, Arena arena, ByteBuffer bytes) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
    }

    /**
     * Maps a file, up to the 2 GiB that a buffer can have. Making a map is the one thing here that the JDK lets an
     * interrupt fail: it is put off until the map is there.
     */
    static MappedFile open(Path path) {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return map(path);
                } catch (ClosedByInterruptException again) {
                    interrupted = true;
                } catch (IOException | UnsupportedOperationException failure) {
                    throw StorageFailures.of(path, "map", -1, failure);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static MappedFile map(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        boolean mapped = false;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long sizeBytes = Math.min(channel.size(), Integer.MAX_VALUE);
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes, arena)
                    .asByteBuffer();
            mapped = true;
            return new MappedFile(path, arena, bytes);
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int read(long positionBytes, ByteBuffer buffer) {
        StorageFailures.checkRange(path, "read", positionBytes, buffer.remaining());
        if (buffer.isReadOnly()) {
            throw StorageFailures.misuse(path, "read", positionBytes, "the buffer to fill is read-only");
        }
        checkOpen("read", positionBytes);
        if (!buffer.hasRemaining()) {
            return 0;
        }
        if (positionBytes >= bytes.limit()) {
            return -1;
        }
        int given = Math.min(buffer.remaining(), bytes.limit() - (int) positionBytes);
        try {
            buffer.put(buffer.position(), bytes, (int) positionBytes, given);
            passStoppingPoint();
        } catch (InternalError fault) {
            StorageFailedException failure = new StorageFailedException(
                    path, "read", positionBytes, Kind.IO, "the device failed, or the file was cut off");
            failure.initCause(fault);
            throw failure;
        }
        buffer.position(buffer.position() + given);
        return given;
    }

    /** The end of each turn of a loop whose length nobody knows is where threads may be stopped; takes some ns. */
    private static void passStoppingPoint() {
        int turns = 0;
        while (turns < 2) {
            turns += step;
        }
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        throw readOnly("write", positionBytes);
    }

    /** How much is mapped. */
    @Override
    public long sizeBytes() {
        checkOpen("size", -1);
        return bytes.limit();
    }

    @Override
    public void truncate(long sizeBytes) {
        throw readOnly("truncate", sizeBytes);
    }

    @Override
    public void force(boolean metadata) {
        throw readOnly("force", -1);
    }

    private void checkOpen(String verb, long positionBytes) {
        if (closed.get()) {
            throw new StorageFailedException(path, verb, positionBytes, Kind.CLOSED, "the file is closed");
        }
    }

    private StorageFailedException readOnly(String verb, long positionBytes) {
        checkOpen(verb, positionBytes);
        return new StorageFailedException(
                path, verb, positionBytes, Kind.ACCESS_DENIED, "it was opened for reading only");
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            arena.close();
        }
    }
}
