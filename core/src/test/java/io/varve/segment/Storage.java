package io.varve.segment;

import io.varve.io.Disk;
import io.varve.io.LocalDisk;
import io.varve.io.MemoryDisk;
import java.nio.file.Path;

/** The disks that every test of a segment runs on. */
enum Storage {
    MEMORY,
    LOCAL;

    static final SegmentBirth BIRTH = new SegmentBirth(0, 0);

    Disk disk() {
        return switch (this) {
            case MEMORY -> new MemoryDisk(1L << 30);
            case LOCAL -> LocalDisk.instance();
        };
    }

    /** A place in a folder of its own under a folder that exists on the local disk. */
    SegmentPlace place(Path temporary) {
        return place(disk(), temporary);
    }

    static SegmentPlace place(Disk disk, Path temporary) {
        Path directory = temporary.resolve("orders-0");
        disk.createDirectories(directory);
        return new SegmentPlace(directory, disk, new FileCache(16), new IndexCache(1 << 20));
    }

    static SegmentConfig config(int segmentBytes, int indexIntervalBytes) {
        return new SegmentConfig(segmentBytes, Long.MAX_VALUE / 2, 0, 1 << 20, indexIntervalBytes);
    }
}
