package io.varve.io;

import io.varve.testkit.disk.SimulatedDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** The simulated disk keeps the contracts of the real one. */
final class SimulatedDiskContractTest
        implements DiskNamesContract, DiskFileContract, DiskLockContract, DiskThreadsContract {

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final Path folder = Path.of("/some/folder");

    @BeforeEach
    void makeTheFolder() {
        disk.createDirectories(folder);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Path folder() {
        return folder;
    }
}
