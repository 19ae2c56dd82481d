package io.varve.log;

import io.varve.io.Disk;
import io.varve.io.Workers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the checkpoint: writes the marks of all logs every few seconds where they have changed, and at once where a
 * caller must not go on without. The more recent it is, the less has to be checked after a crash.
 *
 * <p>Threads: asked by any; writes in the background on a thread of its own.
 */
final class Checkpointer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Checkpointer.class);
    private static final long INTERVAL_NANOS = 5_000_000_000L;

    private final Disk disk;
    private final Path file;
    private final Workers workers;
    private final Map<CheckpointKey, PartitionLog> logs = new ConcurrentHashMap<>();

    /** Held while the file is written; guards what is known to stand in it. */
    private final ReentrantLock writing = new ReentrantLock();

    private Map<CheckpointKey, LogMarks> written;

    /** The marks of logs that are known and not open, as they were read; guarded by the writing lock. */
    private final Map<CheckpointKey, LogMarks> carried = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();

    /** Set once all logs are known, read before each writing: a checkpoint of some of them would forget the others. */
    private volatile boolean started;

    // Guarded by the lock.
    private boolean due;
    private boolean closed;

    Checkpointer(Disk disk, Path storeDirectory, Workers workers) {
        this.disk = disk;
        this.file = storeDirectory.resolve(Checkpoint.FILE);
        this.workers = workers;
        this.written = Checkpoint.read(disk, file);
    }

    /** Begins to write in the background. */
    void start() {
        workers.start("checkpoint", this::run);
        started = true;
        arm();
    }

    /** What is stored of a log; empty for a new one, and where there was no checkpoint. */
    Optional<LogMarks> marksOf(LogPlace place) {
        writing.lock();
        try {
            return Optional.ofNullable(written.get(place.key()));
        } finally {
            writing.unlock();
        }
    }

    /** Makes a log known that is not open: what is stored of it stays so until it is opened. */
    void carry(LogPlace place) {
        writing.lock();
        try {
            LogMarks marks = written.get(place.key());
            if (marks != null) {
                carried.put(place.key(), marks);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Takes a log that was opened: from now on it says itself what is to be stored of it. */
    void add(PartitionLog log) {
        writing.lock();
        try {
            logs.put(log.place().key(), log);
            carried.remove(log.place().key());
        } finally {
            writing.unlock();
        }
    }

    /** Forgets a log; waits for a writing under way, which asks its logs for their sizes. */
    void remove(LogPlace place) {
        writing.lock();
        try {
            logs.remove(place.key());
            carried.remove(place.key());
        } finally {
            writing.unlock();
        }
    }

    /**
     * Writes the marks of all logs as they are now, unless they are stored already; those of logs that are not open as
     * they were read. Before {@link #start} it does nothing: where opening failed half-way, the marks of the logs that
     * were not known yet must stay.
     */
    void write() {
        if (!started) {
            return;
        }
        writing.lock();
        try {
            Map<CheckpointKey, LogMarks> now = new HashMap<>(carried);
            logs.forEach((key, log) -> now.put(key, log.marks()));
            if (!now.equals(written)) {
                Checkpoint.write(disk, file, now);
                written = now;
            }
        } finally {
            writing.unlock();
        }
    }

    private void arm() {
        workers.after(INTERVAL_NANOS, this::tick);
    }

    private void tick() {
        lock.lock();
        try {
            due = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitDue()) {
            try {
                write();
            } catch (Throwable failure) {
                LOGGER.warn("the checkpoint was not written; the next try is in some seconds", failure);
            }
            armUnlessClosed();
        }
    }

    private void armUnlessClosed() {
        lock.lock();
        try {
            if (!closed) {
                arm();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitDue() {
        lock.lock();
        try {
            while (!due && !closed) {
                signal.awaitUninterruptibly();
            }
            due = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the background writing; what is to be kept is written before by {@link #write}. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }
}
