package io.varve;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.PassingDisk;
import io.varve.io.PassingFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A disk that a test can bring to a halt, and break: writes and forces wait at the gate, or fail. */
final class GatedDisk extends PassingDisk {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();

    // Guarded by the lock.
    private boolean closed;
    private boolean broken;

    GatedDisk(Disk disk) {
        super(disk);
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
    public DiskFile create(Path path, long expectedBytes) {
        return new GatedFile(super.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        return new GatedFile(super.openRead(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new GatedFile(super.openWrite(path));
    }

    @Override
    public void forceDirectory(Path directory) {
        pass(directory, "force");
        super.forceDirectory(directory);
    }

    private final class GatedFile extends PassingFile {

        GatedFile(DiskFile file) {
            super(file);
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            pass(path(), "write");
            return super.write(positionBytes, buffer);
        }

        @Override
        public void force(boolean metadata) {
            pass(path(), "force");
            super.force(metadata);
        }
    }
}
