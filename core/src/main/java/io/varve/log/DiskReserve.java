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
 * Room that the store holds for itself: the file {@code reserve}. It is given up by what makes room on a full device
 * and needs some for that: a deletion of records or of a topic. Nothing else touches it.
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

    /** Whether it was held and is not: what is free may be its own. */
    private volatile boolean givenUp;

    DiskReserve(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
        this.file = directory.resolve(FILE);
        this.held = new AtomicBoolean(disk.exists(file));
    }

    /** How much of what is free now is to be its own again. */
    long missingBytes() {
        return givenUp ? RESERVE_BYTES : 0;
    }

    /** Takes it, unless it is held, or there is too little room. */
    void keep() {
        long wantedBytes = (givenUp ? 1L : FREE_SHARE) * RESERVE_BYTES;
        if (held.get() || disk.usableBytes(directory) < wantedBytes) {
            return;
        }
        held.set(true);
        givenUp = false;
        try (DiskFile made = disk.create(file, RESERVE_BYTES)) {
            made.writeFully(0, ByteBuffer.allocate(RESERVE_BYTES));
            made.force(true);
        } catch (StorageFailedException failure) {
            LOGGER.warn("no room is held in reserve: {}", failure.getMessage());
            release();
        }
    }

    /** Gives it up; true where it was held, so that what it took is free when this returns. */
    boolean release() {
        boolean released = false;
        if (held.compareAndSet(true, false)) {
            givenUp = true;
            try {
                disk.delete(file);
                released = true;
            } catch (StorageFailedException failure) {
                LOGGER.warn("the reserve cannot be given up: {}", failure.getMessage());
            }
        }
        return released;
    }
}
