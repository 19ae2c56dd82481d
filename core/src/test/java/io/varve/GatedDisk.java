package io.varve;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A disk that a test can bring to a halt, and break: writes and forces wait at the gate, or fail. */
final class GatedDisk implements Disk {

    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    // Guarded by the lock.
    private boolean closed;
    private boolean broken;

    GatedDisk(Disk disk) {
        this.disk = disk;
    }

    void shut() {
        set(true, false);
    }

    void open() {
        set(false, false);
    }

    void breakDown() {
        set(false, true);
    }

    private void set(boolean nowClosed, boolean nowBroken) {
        lock.lock();
        try {
            closed = nowClosed;
            broken = nowBroken;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pass(Path path, String verb) {
        lock.lock();
        try {
            while (closed) {
                opened.awaitUninterruptibly();
            }
            if (broken) {
                throw new StorageFailedException(path, verb, 0, StorageFailedException.Kind.IO, "a test broke it");
            }
        } finally {
            lock.unlock();
        }
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
        return new GatedFile(disk.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        return new GatedFile(disk.openRead(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new GatedFile(disk.openWrite(path));
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
        pass(directory, "force");
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

    private final class GatedFile implements DiskFile {

        private final DiskFile file;

        GatedFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            pass(file.path(), "write");
            return file.write(positionBytes, buffer);
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
            pass(file.path(), "force");
            file.force(metadata);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
