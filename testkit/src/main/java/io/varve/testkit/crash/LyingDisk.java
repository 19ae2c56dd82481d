package io.varve.testkit.crash;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.file.Path;
import java.util.List;

/** Another disk, with a {@link PlantedBug} on the way to it. One thread at a time. */
final class LyingDisk implements Disk {

    private final Disk disk;
    private final PlantedBug bug;
    private final PlantedState state;
    private Runnable unlock = () -> {};

    LyingDisk(Disk disk, PlantedBug bug, PlantedState state) {
        this.disk = disk;
        this.bug = bug;
        this.state = state;
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
        return new LyingFile(disk.create(path, expectedBytes), this);
    }

    @Override
    public DiskFile openRead(Path path) {
        return disk.openRead(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return new LyingFile(disk.openWrite(path), this);
    }

    @Override
    public void rename(Path from, Path to) {
        disk.rename(from, to);
        state.renamed.add(to.getParent());
    }

    @Override
    public void delete(Path path) {
        state.postponed.remove(path);
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        boolean renamed = state.renamed.remove(directory);
        boolean leftOut = switch (bug) {
            case NEW_NAME_NOT_FORCED -> !renamed;
            case RENAME_NOT_FORCED -> renamed;
            case RECOVERED_NOT_FORCED ->
                state.recovering && directory.toString().contains("topics/");
            case ACKNOWLEDGED_BEFORE_FORCE,
                    FORCE_LEFT_OUT,
                    FORCE_WITHOUT_LENGTH,
                    TEMPORARY_NOT_FORCED,
                    FAILED_FORCE_TRUSTED,
                    SHORT_WRITE_TRUSTED,
                    NO_SPACE_IGNORED,
                    FAILED_WRITE_IGNORED,
                    CHECKPOINT_BEFORE_DATA,
                    INDEX_OFF_BY_ONE,
                    LOCK_FREED_EARLY -> false;
        };
        if (!leftOut) {
            disk.forceDirectory(directory);
        }
        if (bug == PlantedBug.CHECKPOINT_BEFORE_DATA && renamed && disk.exists(directory.resolve("checkpoint"))) {
            state.doPostponed();
        }
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        DiskLock lock = disk.lock(path, holder);
        state.recovering = true;
        state.postponed.clear();
        state.renamed.clear();
        unlock = lock::close;
        return lock;
    }

    @Override
    public long usableBytes(Path directory) {
        return disk.usableBytes(directory);
    }

    PlantedBug bug() {
        return bug;
    }

    PlantedState state() {
        return state;
    }

    void freeTheLock() {
        unlock.run();
    }
}
