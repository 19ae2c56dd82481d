package io.varve.segment;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A disk over another one that fails as told, takes short writes, and counts open handles. */
final class FaultyDisk implements Disk {

    private final Disk disk;
    private final AtomicInteger openFiles = new AtomicInteger();
    private final AtomicInteger mostOpenFiles = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();

    /** How many bytes of log are still written before writing fails. */
    private final AtomicLong writableBytes = new AtomicLong(Long.MAX_VALUE);

    private volatile int writeBytesMax = Integer.MAX_VALUE;
    private volatile boolean forceFails;
    private volatile boolean createFails;

    FaultyDisk(Disk disk) {
        this.disk = disk;
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
    public List<String> list(Path directory) {
        return disk.list(directory);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public void createDirectories(Path directory) {
        disk.createDirectories(directory);
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        if (createFails) {
            throw new StorageFailedException(path, "create", -1, Kind.NO_SPACE, "told to fail");
        }
        return new FaultyFile(disk.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        return new FaultyFile(disk.openRead(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new FaultyFile(disk.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        disk.forceDirectory(directory);
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        return disk.lock(path, holder);
    }

    @Override
    public long usableBytes(Path directory) {
        return disk.usableBytes(directory);
    }

    private final class FaultyFile implements DiskFile {

        private final DiskFile file;
        private boolean closed;

        FaultyFile(DiskFile file) {
            this.file = file;
            int now = openFiles.incrementAndGet();
            mostOpenFiles.accumulateAndGet(now, Math::max);
        }

        @Override
        public Path path() {
            return file.path();
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
        public int read(long positionBytes, ByteBuffer buffer) {
            return file.read(positionBytes, buffer);
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public void truncate(long sizeBytes) {
            file.truncate(sizeBytes);
        }

        @Override
        public void force(boolean metadata) {
            if (forceFails) {
                throw new StorageFailedException(path(), "force", -1, Kind.IO, "told to fail");
            }
            file.force(metadata);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openFiles.decrementAndGet();
                file.close();
            }
        }
    }
}
