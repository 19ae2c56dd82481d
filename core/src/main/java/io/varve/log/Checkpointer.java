package io.varve.log;

import io.varve.io.Clock;
import io.varve.io.Disk;
import io.varve.io.Failures;
import io.varve.io.FlightRecording;
import io.varve.io.Sabotage;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.journal.FrameRange;
import io.varve.journal.Journal;
import io.varve.journal.JournalMark;
import io.varve.journal.LogKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
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

    private static final long NANOS_PER_MS = 1_000_000L;

    /** After so many intervals the segments are forced, however little the journal holds. */
    private static final int INTERVALS_TO_FORCE = 6;

    private final Disk disk;
    private final Path file;
    private final Workers workers;
    private final Clock clock;
    private final Failures.Work writings;
    private final Map<LogKey, PartitionLog> logs = new ConcurrentHashMap<>();

    /** Held while the file is written; guards what is known to stand in it. */
    private final ReentrantLock writing = new ReentrantLock();

    private CheckpointContent written;
    private final boolean hadFile;

    /** How many intervals have passed since all segments were forced; belongs to the background thread. */
    private int intervals;

    /** The marks of logs that are known and not open, as they were read; guarded by the writing lock. */
    private final Map<LogKey, LogMarks> carried = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signal = lock.newCondition();

    /** When the stored one held all there was, or the store was opened; written by who writes it, read by anyone. */
    private volatile long heldAllNanos;

    /** Set once all logs are known, read before each writing: a checkpoint of some of them would forget the others. */
    private volatile boolean started;

    // Set before it is started.
    private Runnable lookForRoom = () -> {};
    private @Nullable Journal journal;

    // Guarded by the lock.
    private boolean due;
    private boolean forceDue;
    private boolean ticked;
    private boolean closed;

    Checkpointer(Surroundings surroundings, Path storeDirectory, Failures failures) {
        this.disk = surroundings.disk();
        this.file = storeDirectory.resolve(Checkpoint.FILE);
        this.workers = surroundings.workers();
        this.clock = surroundings.clock();
        this.writings = failures.of("the checkpoint");
        this.heldAllNanos = clock.elapsedNanos();
        this.written = Checkpoint.read(disk, file);
        this.hadFile = written.journal().isPresent();
    }

    /** What was stored when the store was opened, of the journal. */
    Optional<JournalMark> journalMark() {
        return written.journal();
    }

    /** Whether there was a checkpoint when the store was opened. */
    boolean hasRead() {
        return hadFile;
    }

    /**
     * Begins to write in the background; all logs are known. A new store gets its first checkpoint here, so that a log
     * which is in none is known to be younger.
     */
    void start(Journal ofAll, Runnable look) {
        journal = ofAll;
        lookForRoom = look;
        workers.start("checkpoint", this::run);
        started = true;
        if (!hadFile) {
            write(false);
        }
        arm();
    }

    /** What is stored of a log; empty for a new one, and where there was no checkpoint. */
    Optional<LogMarks> marksOf(LogPlace place) {
        writing.lock();
        try {
            return Optional.ofNullable(written.logs().get(place.key()));
        } finally {
            writing.unlock();
        }
    }

    /** Makes a log known that is not open: what is stored of it stays so until it is opened. */
    void carry(LogPlace place) {
        writing.lock();
        try {
            LogMarks marks = written.logs().get(place.key());
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
     * Writes the marks of all logs as they are now, unless they are stored already, and frees what the journal need not
     * keep; the marks of logs that are not open as they were read. Before {@link #start} it does nothing: where opening
     * failed half-way, the marks of the logs that were not known yet must stay.
     *
     * @param force whether to force the segments first, so that the journal can be freed
     */
    void write(boolean force) {
        if (!started) {
            return;
        }
        writing.lock();
        try {
            @Nullable CheckpointEvent event = FlightRecording.isPossible() ? CheckpointEvent.begun() : null;
            Journal freed = Objects.requireNonNull(journal);
            long nextSequence = freed.nextSequence();
            int forcedLogCount = force ? forceSegments() : 0;
            List<FrameRange> pinned = new ArrayList<>();
            long lowSequence = lowSequence(nextSequence, pinned);
            Map<LogKey, LogMarks> marks = new HashMap<>(carried);
            logs.forEach((key, log) -> marks.put(key, log.marks()));
            CheckpointContent now = new CheckpointContent(Optional.of(freed.mark(lowSequence)), marks);
            if (!now.equals(written)) {
                Checkpoint.write(disk, file, now);
                written = now;
            }
            long freedBytes = freed.release(lowSequence, pinned);
            heldAllNanos = clock.elapsedNanos();
            writings.succeeded();
            if (event != null) {
                event.end(forcedLogCount, freedBytes);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Gives how many logs needed it. */
    private int forceSegments() {
        int count = 0;
        for (PartitionLog log : logs.values()) {
            count += log.neededFrames().isPresent() ? 1 : 0;
            forceSegments(log);
        }
        return count;
    }

    /**
     * The first frame that is needed, and apart from those the ones of logs that have failed: they are for the next
     * session, and nothing else is to wait for them.
     */
    private long lowSequence(long nextSequence, List<FrameRange> pinned) {
        long lowSequence = nextSequence;
        for (PartitionLog log : logs.values()) {
            Optional<FrameRange> needed = Sabotage.FRAMES_FREED_EARLY ? Optional.empty() : log.neededFrames();
            if (needed.isPresent() && log.latch().isSet()) {
                pinned.add(needed.get());
            } else if (needed.isPresent()) {
                lowSequence = Math.min(lowSequence, needed.get().first());
            }
        }
        return lowSequence;
    }

    /** What fails here was told to all who use the log; the journal keeps what the log needs of it. */
    private static void forceSegments(PartitionLog log) {
        try {
            log.checkpoint();
        } catch (RuntimeException failure) {
            LOGGER.warn("the segments of {} could not be forced: {}", log, failure.getMessage());
        }
    }

    /** Whether the last writing went well, and nothing of the journal is needed according to it. */
    boolean isWritten() {
        writing.lock();
        try {
            return started
                    && written.journal()
                            .filter(mark -> mark.lowSequence()
                                    >= Objects.requireNonNull(journal).nextSequence())
                            .isPresent();
        } finally {
            writing.unlock();
        }
    }

    /** How long ago it was stored, or seen to hold all there is, in ms; from the opening on where it was not since. */
    long ageMs() {
        return (clock.elapsedNanos() - heldAllNanos) / NANOS_PER_MS;
    }

    /** Has the checkpoint written soon. */
    void soon() {
        ask(false);
    }

    /** Has the segments forced and the journal freed soon: it is about to reach its bound. */
    void freeJournalSoon() {
        ask(true);
    }

    private void ask(boolean force) {
        lock.lock();
        try {
            due = true;
            forceDue |= force;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    private void arm() {
        workers.after(INTERVAL_NANOS, this::tick);
    }

    private void tick() {
        lock.lock();
        try {
            due = true;
            ticked = true;
            signal.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitDue()) {
            boolean force = takeForceDue();
            try {
                lookForRoom.run();
                write(force);
            } catch (Throwable failure) {
                writings.failed(failure);
                LOGGER.warn("the checkpoint was not written; the next try is in some seconds", failure);
                if (failure instanceof RuntimeException reason && journal != null) {
                    journal.refuse(reason);
                }
            }
        }
    }

    private boolean takeForceDue() {
        boolean force;
        boolean rearm;
        lock.lock();
        try {
            force = forceDue;
            rearm = ticked;
            forceDue = false;
            ticked = false;
        } finally {
            lock.unlock();
        }
        if (rearm) {
            intervals++;
            armUnlessClosed();
        }
        boolean everything = force || intervals >= INTERVALS_TO_FORCE;
        intervals = everything ? 0 : intervals;
        return everything;
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
