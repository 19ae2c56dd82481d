package io.varve.io;

import java.nio.file.Path;
import java.util.List;

/**
 * A disk that hands every verb to another one unchanged: the ground for disks that fail, wait or count in tests, which
 * override what they change and nothing else. Files are handed out as the other disk opened them; whoever changes their
 * verbs overrides {@link #create}, {@link #openRead} and {@link #openWrite} to wrap them, see {@link PassingFile}.
 *
 * <p>Threads and errors: those of the other disk.
 */
public class PassingDisk implements Disk {

    private final Disk disk;

    /** Hands everything to this disk. */
    public PassingDisk(Disk disk) {
        this.disk = disk;
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
        return disk.create(path, expectedBytes);
    }

    @Override
    public DiskFile openRead(Path path) {
        return disk.openRead(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return disk.openWrite(path);
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
}
