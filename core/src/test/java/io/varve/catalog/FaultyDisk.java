package io.varve.catalog;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk whose n-th changing verb fails, and all later ones too unless it is to heal. One thread. */
final class FaultyDisk implements Disk {

    /** What became of the verb that failed. */
    enum Fault {
        /** Nothing happened. */
        BEFORE,
        /** It happened all the same. */
        AFTER
    }

    private final Disk disk;
    private final int failingVerb;
    private final Fault fault;
    private final boolean heals;
    private int verbs;

    FaultyDisk(Disk disk, int failingVerb, Fault fault, boolean heals) {
        this.disk = disk;
        this.failingVerb = failingVerb;
        this.fault = fault;
        this.heals = heals;
    }

    /** Whether the verb that was to fail was reached. */
    boolean hasFailed() {
        return verbs >= failingVerb;
    }

    private void change(Path path, Runnable verb) {
        verbs++;
        if (verbs < failingVerb || (verbs > failingVerb && heals)) {
            verb.run();
            return;
        }
        if (verbs == failingVerb && fault == Fault.AFTER) {
            verb.run();
        }
        throw new StorageFailedException(path, "change", -1, Kind.IO, "planned fault " + failingVerb);
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
        change(directory, () -> disk.createDirectories(directory));
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        change(path, () -> disk.create(path, expectedBytes).close());
        return new FaultyFile(disk.openWrite(path));
    }

    @Override
    public DiskFile openRead(Path path) {
        return disk.openRead(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new FaultyFile(disk.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        change(from, () -> disk.rename(from, to));
    }

    @Override
    public void delete(Path path) {
        change(path, () -> disk.delete(path));
    }

    @Override
    public void forceDirectory(Path directory) {
        change(directory, () -> disk.forceDirectory(directory));
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

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            int before = buffer.remaining();
            change(path(), () -> file.write(positionBytes, buffer));
            return before - buffer.remaining();
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
            change(path(), () -> file.truncate(sizeBytes));
        }

        @Override
        public void force(boolean metadata) {
            change(path(), () -> file.force(metadata));
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
