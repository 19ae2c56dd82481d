package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another disk whose changing steps are counted, noted and, from a given one on, refused. For one thread. */
final class StepwiseDisk implements Disk {

    private final Disk disk;
    private final List<String> steps = new ArrayList<>();
    private int stepsLeft;

    StepwiseDisk(Disk disk, int stepsAllowed) {
        this.disk = disk;
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
    public List<String> list(Path directory) {
        return disk.list(directory);
    }

    @Override
    public boolean exists(Path path) {
        return disk.exists(path);
    }

    @Override
    public void createDirectories(Path directory) {
        step("create folder", directory);
        disk.createDirectories(directory);
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        step("create", path);
        return new StepwiseFile(disk.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        return disk.openRead(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new StepwiseFile(disk.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        step("rename", from);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        step("delete", path);
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        step("force folder", directory);
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

    private final class StepwiseFile implements DiskFile {

        private final DiskFile file;

        StepwiseFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        /** Takes a single byte at a time, as a disk may. */
        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            if (positionBytes == 0) {
                step("write", path());
            }
            int limit = buffer.limit();
            buffer.limit(Math.min(limit, buffer.position() + 1));
            int taken = file.write(positionBytes, buffer);
            buffer.limit(limit);
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
            step("truncate", path());
            file.truncate(sizeBytes);
        }

        @Override
        public void force(boolean metadata) {
            step("force", path());
            file.force(metadata);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
