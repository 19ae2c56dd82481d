package io.varve.catalog;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.PassingDisk;
import io.varve.io.PassingFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk whose n-th changing verb fails, and all later ones too unless it is to heal. One thread. */
final class FaultyDisk extends PassingDisk {

    /** What became of the verb that failed. */
    enum Fault {
        /** Nothing happened. */
        BEFORE,
        /** It happened all the same. */
        AFTER
    }

    private final int failingVerb;
    private final Fault fault;
    private final boolean heals;
    private int verbs;

    FaultyDisk(Disk disk, int failingVerb, Fault fault, boolean heals) {
        super(disk);
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
    public void createDirectories(Path directory) {
        change(directory, () -> super.createDirectories(directory));
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        change(path, () -> super.create(path, expectedBytes).close());
        return new FaultyFile(super.openWrite(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new FaultyFile(super.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        change(from, () -> super.rename(from, to));
    }

    @Override
    public void delete(Path path) {
        change(path, () -> super.delete(path));
    }

    @Override
    public void forceDirectory(Path directory) {
        change(directory, () -> super.forceDirectory(directory));
    }

    private final class FaultyFile extends PassingFile {

        FaultyFile(DiskFile file) {
            super(file);
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            int before = buffer.remaining();
            change(path(), () -> super.write(positionBytes, buffer));
            return before - buffer.remaining();
        }

        @Override
        public void truncate(long sizeBytes) {
            change(path(), () -> super.truncate(sizeBytes));
        }

        @Override
        public void force(boolean metadata) {
            change(path(), () -> super.force(metadata));
        }
    }
}
