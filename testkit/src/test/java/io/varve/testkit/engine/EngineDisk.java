package io.varve.testkit.engine;

import io.varve.io.Disk;
import io.varve.io.LocalDisk;
import io.varve.io.MemoryDisk;

/** The disks that every test of the engine runs on. */
public enum EngineDisk {
    MEMORY,
    LOCAL;

    private static final long MEMORY_BYTES = 256L << 20;

    /** A disk: in memory an empty one of its own, else this machine's. */
    public Disk disk() {
        return switch (this) {
            case MEMORY -> new MemoryDisk(MEMORY_BYTES);
            case LOCAL -> LocalDisk.instance();
        };
    }
}
