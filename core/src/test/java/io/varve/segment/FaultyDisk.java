package io.varve.segment;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.PassingDisk;
import io.varve.io.PassingFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A disk over another one that fails as told, takes short writes, and counts open handles. */
final class FaultyDisk extends PassingDisk {

    private final AtomicInteger openFiles = new AtomicInteger();
    private final AtomicInteger mostOpenFiles = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();

    /** How many bytes of log are still written before writing fails. */
    private final AtomicLong writableBytes = new AtomicLong(Long.MAX_VALUE);

    private volatile int writeBytesMax = Integer.MAX_VALUE;
    private volatile boolean forceFails;
    private volatile boolean createFails;
    private volatile Kind creatingFailsWith = Kind.NO_SPACE;

    FaultyDisk(Disk disk) {
        super(disk);
    }

    void failAfterWriting(long bytes) {
        writableBytes.set(bytes);
    }

    void takeAtMost(int bytes) {
        writeBytesMax = bytes;
    }

    void failForces(boolean fail) {
        forceFails = fail;
    }

    /** What kind of failure it is where creating fails. */
    void creatingFailsWith(Kind kind) {
        creatingFailsWith = kind;
    }

    void failCreating(boolean fail) {
        createFails = fail;
    }

    int openFiles() {
        return openFiles.get();
    }

    int mostOpenFiles() {
        return mostOpenFiles.get();
    }

    int writes() {
        return writes.get();
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        if (createFails) {
            throw new StorageFailedException(path, "create", -1, creatingFailsWith, "told to fail");
        }
        return new FaultyFile(super.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        return new FaultyFile(super.openRead(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new FaultyFile(super.openWrite(path));
    }

    private final class FaultyFile extends PassingFile {

        /** Kept for its own {@code writeFully}: this file's would come back to {@link #write}. */
        private final DiskFile file;

        private boolean closed;

        FaultyFile(DiskFile file) {
            super(file);
            this.file = file;
            int now = openFiles.incrementAndGet();
            mostOpenFiles.accumulateAndGet(now, Math::max);
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            writes.incrementAndGet();
            int taken = (int) Math.min(Math.min(buffer.remaining(), writeBytesMax), writableBytes.get());
            if (taken == 0 && buffer.hasRemaining()) {
                throw new StorageFailedException(path(), "write", positionBytes, Kind.NO_SPACE, "told to fail");
            }
            ByteBuffer part = buffer.slice(buffer.position(), taken);
            file.writeFully(positionBytes, part);
            buffer.position(buffer.position() + taken);
            writableBytes.addAndGet(-taken);
            return taken;
        }

        @Override
        public void force(boolean metadata) {
            if (forceFails) {
                throw new StorageFailedException(path(), "force", -1, Kind.IO, "told to fail");
            }
            super.force(metadata);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openFiles.decrementAndGet();
                super.close();
            }
        }
    }
}
