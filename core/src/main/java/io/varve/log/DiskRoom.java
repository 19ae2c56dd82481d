package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.Workers;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the device has room. A full one is a state and no failure: while it lasts appends are refused with a typed
 * error, what was taken before stays in memory and in the journal, whose room is there already, reads and deletions go
 * on. Writing resumes by itself.
 *
 * <p>It is full for the store a little before it is for the device: the rest is kept for what makes room again.
 *
 * <p>Threads: any.
 */
final class DiskRoom {

    private static final Logger LOGGER = LoggerFactory.getLogger(DiskRoom.class);

    /** What is kept at most; on a small device it is a share of what was free when the store was opened. */
    private static final long HEADROOM_BYTES_MAX = 16L << 20;

    private static final int HEADROOM_SHARE = 64;

    /** How much is written between two looks: asking costs a tenth of a millisecond. */
    private static final long LOOK_BYTES = 1L << 20;

    /** While it is full somebody looks so often. */
    private static final long LOOK_NANOS = 250_000_000L;

    private final Disk disk;
    private final Path directory;
    private final Workers workers;
    private final long headroomBytes;
    private final AtomicLong unlookedBytes = new AtomicLong();

    /** Why nothing is appended now; null where there is room. */
    private final AtomicReference<@Nullable StorageFailedException> reason = new AtomicReference<>();

    /** Logs that have something to write when there is room again: each once at most for each refusal. */
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** What is told of each change; set before the first append. */
    interface Told {
        /** There is no room: whoever waits for memory must not wait for it any longer. */
        void full();

        /** Somebody is to {@link #look}, on a thread that may wait for the disk. */
        void lookSoon();
    }

    private final Told told;
    private final DiskReserve reserve;

    DiskRoom(Disk disk, Path directory, Workers workers, Told told) {
        this.disk = disk;
        this.directory = directory;
        this.workers = workers;
        this.told = told;
        this.reserve = new DiskReserve(disk, directory);
        this.headroomBytes = Math.min(HEADROOM_BYTES_MAX, disk.usableBytes(directory) / HEADROOM_SHARE);
    }

    /** Throws where nothing is appended for now. */
    void check() {
        StorageFailedException full = reason.get();
        if (full != null) {
            throw full.again();
        }
    }

    /** Why nothing is appended now, or null. */
    @Nullable
    StorageFailedException reason() {
        return reason.get();
    }

    /** Has a step run when there is room again; at most one for each log at a time. */
    void whenRoom(Runnable again) {
        waiting.add(again);
        if (reason.get() == null) {
            runWaiting(); // there was some meanwhile
        }
    }

    /** A write found no room. */
    void refused(StorageFailedException failure) {
        if (reason.compareAndSet(null, failure)) {
            LOGGER.warn("nothing is appended until there is room again: {}", failure.getMessage());
            told.full();
            lookLater();
        }
    }

    private void lookLater() {
        workers.after(LOOK_NANOS, told::lookSoon);
    }

    /** So much was written: time to look, now and then. */
    void wrote(long byteCount) {
        if (unlookedBytes.addAndGet(byteCount) >= LOOK_BYTES) {
            unlookedBytes.set(0);
            look();
        }
    }

    /** Gives up the reserve for something that makes room; true where that was held, so that it may be tried again. */
    boolean makeRoom() {
        return reserve.release();
    }

    /** Looks where it was full, since there may be room again; else sees to it that there is a reserve. */
    void tend() {
        if (reason.get() != null) {
            look();
        } else {
            reserve.keep();
        }
    }

    /** Asks the device, and takes appends again, or none, as it says. */
    void look() {
        long usableBytes = disk.usableBytes(directory);
        boolean isFull = reason.get() != null;
        if (usableBytes < headroomBytes) {
            if (isFull) {
                lookLater();
            } else {
                String detail = "only " + usableBytes + " bytes are free, of which " + headroomBytes
                        + " are kept for what makes room";
                refused(new StorageFailedException(directory, "append to", -1, Kind.NO_SPACE, detail));
            }
        } else if (isFull && usableBytes >= headroomBytes + reserve.missingBytes()) {
            resume();
        } else if (isFull) {
            lookLater();
        } else {
            reserve.keep();
        }
    }

    private void resume() {
        reserve.keep();
        if (reason.getAndSet(null) != null) {
            LOGGER.info("there is room again");
            runWaiting();
        }
    }

    private void runWaiting() {
        for (Runnable again = waiting.poll(); again != null; again = waiting.poll()) {
            again.run();
        }
    }
}
