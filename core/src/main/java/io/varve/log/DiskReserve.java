package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room that the store holds for itself: the file {@code reserve}. It is given up when the device is full, so that what
 * makes room again finds some: the catalogue without a topic, a checkpoint, an index that recovery makes again.
 *
 * <p>Threads: any.
 */
final class DiskReserve {

    private static final Logger LOGGER = LoggerFactory.getLogger(DiskReserve.class);
    private static final String FILE = "reserve";
    private static final int RESERVE_BYTES = 1 << 20;

    /** It is only held where that is a small part of what is free. */
    private static final int FREE_SHARE = 16;

    private final Disk disk;
    private final Path directory;
    private final Path file;
    private final AtomicBoolean held;

    /** Gives up the last session's reserve, where the device is about to be full: opening may need it. */
    DiskReserve(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve(FILE);
        this.held = new AtomicBoolean(disk.exists(file));
        if (held.get() && disk.usableBytes(directory) < RESERVE_BYTES) {
            release();
        }
    }

    /** Takes it, unless it is held, or there is too little room. */
    void keep() {
        if (held.get() || disk.usableBytes(directory) < (long) FREE_SHARE * RESERVE_BYTES) {
            return;
        }
        held.set(true);
        try (DiskFile made = disk.create(file, RESERVE_BYTES)) {
            made.writeFully(0, ByteBuffer.allocate(RESERVE_BYTES));
            made.force(true);
        } catch (StorageFailedException failure) {
            LOGGER.warn("no room is held in reserve: {}", failure.getMessage());
            release();
        }
    }

    /** Gives it up; what it took is free when this returns. */
    void release() {
        if (held.compareAndSet(true, false)) {
            try {
                disk.delete(file);
            } catch (StorageFailedException failure) {
                LOGGER.warn("the reserve cannot be given up: {}", failure.getMessage());
            }
        }
    }
}
