package io.varve.journal;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.io.Failures;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write-ahead journal that all logs of a store share: makes what they have pending durable with one write and one
 * force for all of them.
 *
 * <p>A group commit has no fixed wait. Whoever wants something committed and finds nobody at it leads: takes all that
 * is queued, writes it as one frame, forces it, tells all. What comes meanwhile is the next group. A lone writer thus
 * pays no hand-off between threads; where others queued up while it led, a thread of the journal's own goes on.
 *
 * <p>After a failed write or force the file is never trusted again: the group, which is still in memory, is written
 * anew to another file before anybody is told. Where that fails too the journal stops, and with it the store's writing.
 *
 * <p>Threads: any.
 */
public final class Journal {

    private static final Logger LOGGER = LoggerFactory.getLogger(Journal.class);

    private final JournalFiles files;
    private final JournalSizes sizes;
    private final FrameWriter writer;
    private final CommitQueue queue = new CommitQueue();
    private final ConcurrentLinkedQueue<ControlEntry> entries = new ConcurrentLinkedQueue<>();
    private final Workers workers;
    private final Failures.Work commits;
    private final CommitTrace trace;
    private final BackgroundStep committer;
    private final BackgroundStep preparer;

    /** Whether the threads run: a store that commits nothing needs none. */
    private final AtomicBoolean started = new AtomicBoolean();

    /** Held by whoever leads; publishes the fields below from one leader to the next. */
    private final AtomicBoolean leading = new AtomicBoolean();

    // Belong to the leader.
    private ArrayDeque<JournalSource> asked = new ArrayDeque<>();
    private final List<JournalSource> taken = new ArrayList<>();
    private final List<JournalSource> large = new ArrayList<>();
    private final List<ControlEntry> takenEntries = new ArrayList<>();
    private @Nullable FrameBuilder frame;

    /** Why nothing is committed any more; written once. */
    private volatile @Nullable RuntimeException stopped;

    /**
     * @param folder the journal's folder, made when it is needed
     * @param tail what the last session left
     * @param failures told of what fails in the background
     * @param wantRoom told when the journal is at its bound: store a checkpoint and {@link #release}
     */
    public Journal(
            Surroundings surroundings,
            Path folder,
            JournalSizes sizes,
            JournalTail tail,
            Failures failures,
            Runnable wantRoom) {
        this.sizes = sizes;
        this.workers = surroundings.workers();
        this.files =
                new JournalFiles(surroundings.disk(), folder, sizes, tail.nextFileNumber(), tail.files(), wantRoom);
        this.trace = new CommitTrace(surroundings.clock());
        this.writer = new FrameWriter(files, tail, trace, this::prepareAhead);
        this.commits = failures.of("the group commit");
        this.committer = new BackgroundStep(failures.of("the thread for group commits"), this::leadAll);
        this.preparer = new BackgroundStep(failures.of("making a journal file ready"), files::prepareAhead);
    }

    /** The bounds. */
    public JournalSizes sizes() {
        return sizes;
    }

    /** The sequence of the next frame: what is pending now will be in it or a later one. */
    public long nextSequence() {
        return writer.nextSequence();
    }

    /** How much of its room it takes. */
    public JournalUsage usage() {
        return files.usage();
    }

    /** Why nothing is committed any more, if so. */
    public Optional<RuntimeException> stopReason() {
        return Optional.ofNullable(stopped);
    }

    /** What the checkpoint is to hold. */
    public JournalMark mark(long lowSequence) {
        return writer.mark(lowSequence);
    }

    /** Throws where the journal has stopped. */
    public void check() {
        RuntimeException reason = stopped;
        if (reason != null) {
            throw again(reason);
        }
    }

    /**
     * Commits what a source has pending, at once if nobody leads; else it is in the next group. The source is told in
     * either case: a caller that needs to know waits for that.
     */
    public void commit(JournalSource source) {
        queue.add(source);
        if (leading.compareAndSet(false, true)) {
            try {
                group();
            } finally {
                leading.set(false);
            }
        }
        wakeIfNeeded();
    }

    /** Commits what a source has pending in the background. */
    public void commitSoon(JournalSource source) {
        queue.add(source);
        wakeIfNeeded();
    }

    /** Has a source asked for the next frame that is written, without causing one. */
    public void commitAlong(JournalSource source) {
        queue.add(source);
    }

    /** Stores an entry that has no batches; returns when it is durable. */
    public void store(EntryKind kind, LogKey log, long fromOffset, long endOffset) {
        ControlEntry entry = new ControlEntry(kind, log, fromOffset, endOffset);
        entries.add(entry);
        while (!entry.isDone() && leading.compareAndSet(false, true)) {
            try {
                group();
            } finally {
                leading.set(false);
            }
        }
        wakeIfNeeded();
        entry.await();
        RuntimeException failure = entry.failure();
        if (failure != null) {
            throw again(failure);
        }
    }

    /**
     * Frees the files all of whose frames come before a sequence.
     *
     * @param pinned frames before it that logs need which have failed
     * @return how many bytes the freed files have
     */
    public long release(long lowSequence, List<FrameRange> pinned) {
        return files.release(lowSequence, pinned);
    }

    /** No checkpoint can be stored, so no file will be freed for now: a commit that waits for one gets the reason. */
    public void refuse(RuntimeException reason) {
        files.refuse(reason);
    }

    private void wakeIfNeeded() {
        if (!isIdle() && !leading.get()) {
            start();
            committer.ask();
        }
    }

    private void start() {
        if (!started.get() && started.compareAndSet(false, true)) {
            workers.start("journal", committer::run);
            workers.start("journal-files", preparer::run);
        }
    }

    private void prepareAhead() {
        start();
        preparer.ask();
    }

    private boolean isIdle() {
        return queue.isEmpty() && entries.isEmpty();
    }

    /** The committer's work: leads as long as there is something to commit and nobody else leads. */
    private void leadAll() {
        while (!isIdle() && leading.compareAndSet(false, true)) {
            try {
                group();
            } finally {
                leading.set(false);
            }
        }
    }

    private void group() {
        RuntimeException reason = stopped;
        if (reason != null) {
            stop(reason);
            return;
        }
        try {
            FrameBuilder building = frame();
            building.begin();
            gather(building);
            if (!building.isEmpty()) {
                long sequence = writer.nextSequence();
                writer.persist(building);
                trace.end(building, taken.size(), sequence);
                commits.succeeded();
                taken.forEach(source -> source.stored(sequence));
                takenEntries.forEach(entry -> entry.done(null));
            }
            large.forEach(JournalSource::forceSegments);
        } catch (Throwable failure) {
            failed(failure);
        } finally {
            taken.clear();
            takenEntries.clear();
            large.clear();
        }
    }

    private FrameBuilder frame() {
        FrameBuilder made = frame;
        if (made == null) {
            made = new FrameBuilder(sizes.frameBytesMax());
            frame = made;
        }
        return made;
    }

    private void gather(FrameBuilder building) {
        while (building.roomBytes() >= 0) {
            ControlEntry entry = entries.poll();
            if (entry == null) {
                break;
            }
            takenEntries.add(entry);
            building.add(entry.kind, entry.log, entry.fromOffset, entry.endOffset);
        }
        asked = queue.take();
        while (!asked.isEmpty()) {
            JournalSource source = asked.getFirst();
            switch (source.contribute(building)) {
                case TAKEN -> taken.add(source);
                case NOTHING -> {
                    // somebody else has it on its way
                }
                case NO_ROOM -> queue.keep(source);
                case LARGE -> large.add(source);
            }
            asked.removeFirst();
        }
    }

    /**
     * A device that is full refuses this group only. After anything else the journal has stopped: all who wait, and all
     * who come, are told.
     */
    private void failed(Throwable failure) {
        if (failure instanceof StorageFailedException full && FrameWriter.isFull(full)) {
            taken.forEach(source -> source.refused(full.again()));
            takenEntries.forEach(entry -> entry.done(full));
            large.forEach(JournalSource::forceSegments); // they need no room here, and tell those who wait themselves
            return;
        }
        commits.failed(failure);
        LOGGER.error("the journal has stopped: nothing is made durable until the store is opened again", failure);
        stop(failure instanceof RuntimeException known ? known : new IllegalStateException("a commit failed", failure));
    }

    private void stop(RuntimeException reason) {
        stopped = reason;
        taken.forEach(source -> source.failed(again(reason)));
        large.forEach(source -> source.failed(again(reason)));
        asked.forEach(source -> source.failed(again(reason)));
        queue.take().forEach(source -> source.failed(again(reason)));
        takenEntries.forEach(entry -> entry.done(reason));
        for (ControlEntry entry = entries.poll(); entry != null; entry = entries.poll()) {
            entry.done(reason);
        }
    }

    private static RuntimeException again(RuntimeException reason) {
        return reason instanceof StorageFailedException failed ? failed.again() : reason;
    }

    /**
     * Ends the threads and closes the files; nothing may be committed any more.
     *
     * @param allForced whether everything in it is in segments that were forced: the files are removed then
     */
    public void close(boolean allForced) {
        committer.close();
        preparer.close();
        stopped = new ClosedException("the journal");
        files.close(allForced);
    }
}
