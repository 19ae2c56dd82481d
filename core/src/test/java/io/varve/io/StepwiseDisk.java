package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another disk whose changing steps are counted, noted and, from a given one on, refused. For one thread. */
final class StepwiseDisk extends PassingDisk {

    private final List<String> steps = new ArrayList<>();
    private int stepsLeft;

    StepwiseDisk(Disk disk, int stepsAllowed) {
        super(disk);
        this.stepsLeft = stepsAllowed;
    }

    List<String> steps() {
        return List.copyOf(steps);
    }

    private void step(String verb, Path path) {
        if (stepsLeft == 0) {
            throw new StorageFailedException(path, verb, -1, Kind.IO, "this step was chosen to fail");
        }
        stepsLeft--;
        steps.add(verb + " " + path.getFileName());
    }

    @Override
    public void createDirectories(Path directory) {
        step("create folder", directory);
        super.createDirectories(directory);
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        step("create", path);
        return new StepwiseFile(super.create(path, expectedBytes));
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new StepwiseFile(super.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        step("rename", from);
        super.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        step("delete", path);
        super.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        step("force folder", directory);
        super.forceDirectory(directory);
    }

    private final class StepwiseFile extends PassingFile {

        StepwiseFile(DiskFile file) {
            super(file);
        }

        /** Takes a single byte at a time, as a disk may. */
        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            if (positionBytes == 0) {
                step("write", path());
            }
            int limit = buffer.limit();
            buffer.limit(Math.min(limit, buffer.position() + 1));
            int taken = super.write(positionBytes, buffer);
            buffer.limit(limit);
            return taken;
        }

        @Override
        public void truncate(long sizeBytes) {
            step("truncate", path());
            super.truncate(sizeBytes);
        }

        @Override
        public void force(boolean metadata) {
            step("force", path());
            super.force(metadata);
        }
    }
}
