package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Sabotage;
import io.varve.journal.EntryKind;
import io.varve.journal.FrameBuilder;
import io.varve.journal.FrameRange;
import io.varve.journal.Journal;
import io.varve.journal.JournalSource;
import io.varve.journal.LogKey;
import io.varve.journal.QueuePlace;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Moves the durable end of a log. There are two ways: through the journal, which the log shares with all others, and,
 * for much at a time, by a force of the segments themselves, after which the journal only notes how far that reached.
 * Either way covers everything before its end, so the ways may alternate; one is under way at a time.
 *
 * <p>Threads: any.
 */
final class DurableEnd implements JournalSource {

    /** Stands for no frame: the log needs nothing of the journal. */
    private static final long NONE_NEEDED = Long.MAX_VALUE;

    private enum Way {
        NONE,
        JOURNAL,
        FORCE
    }

    private final LogKey key;
    private final Journal journal;
    private final Sequencer sequencer;
    private final Spill spill;
    private final Watermarks watermarks;
    private final FailureLatch latch;
    private final DiskRoom room;
    private final QueuePlace queuePlace = new QueuePlace(this);
    private final AtomicReference<Way> way = new AtomicReference<>(Way.NONE);

    /** Set by those who find a way under way that may not cover what they have; read when it ends. */
    private volatile boolean again;

    // Belong to whoever has the way.
    private long takenEndOffset;
    private long forcedEndOffset;
    private long notedEndOffset;

    /** The lowest frame whose batches may not be forced in the segments yet, or NONE_NEEDED. */
    private final AtomicLong neededSequence = new AtomicLong(NONE_NEEDED);

    /** The last frame with batches of this log; written before neededSequence is raised for it, read after lowering. */
    private volatile long lastSequence = -1;

    DurableEnd(LogKey key, Journal journal, LogState state, Spill spill) {
        this.key = key;
        this.journal = journal;
        this.sequencer = state.sequencer();
        this.watermarks = state.watermarks();
        this.latch = state.latch();
        this.room = state.room();
        this.spill = spill;
        this.forcedEndOffset = spill.forced().offset();
        this.notedEndOffset = forcedEndOffset;
    }

    /** Returns when everything before an offset is durable. */
    void reach(long endOffset) {
        Watermark durable = watermarks.durable();
        if (durable.offset() >= endOffset) {
            return;
        }
        latch.check();
        ParkedWait wait = new ParkedWait(durable, endOffset);
        if (sequencer.hasUncommitted(journal.sizes().largeBytes())) {
            forceSegments();
        } else {
            journal.commit(this);
        }
        wait.await();
    }

    /** Has everything made durable in the background. */
    void soon() {
        journal.commitSoon(this);
    }

    /** The frames that this log needs after a crash, if any. */
    Optional<FrameRange> neededFrames() {
        long first = neededSequence.get();
        return first == NONE_NEEDED ? Optional.empty() : Optional.of(new FrameRange(first, lastSequence));
    }

    /** Some of these frames hold batches that are not forced in the segments. */
    void needs(FrameRange frames) {
        lastSequence = Math.max(lastSequence, frames.last());
        neededSequence.accumulateAndGet(frames.first(), Math::min);
    }

    /** Forces the segments where the journal holds something of this log, so that it need not any more. */
    void checkpoint() {
        long next = journal.nextSequence();
        if (neededSequence.get() >= next || latch.isSet()) {
            return;
        }
        spill.forceThrough(sequencer.nextOffset());
        neededSequence.set(NONE_NEEDED);
        if (lastSequence >= next) {
            neededSequence.compareAndSet(NONE_NEEDED, next); // a frame that was under way meanwhile
        }
    }

    private boolean begin(Way wanted) {
        if (way.compareAndSet(Way.NONE, wanted)) {
            return true;
        }
        again = true;
        return way.compareAndSet(Way.NONE, wanted); // it may have ended before it could see the mark
    }

    private void end() {
        way.set(Way.NONE);
        if (again) {
            again = false;
            journal.commitSoon(this);
        }
    }

    @Override
    public Contribution contribute(FrameBuilder frame) {
        if (latch.isSet() || !begin(Way.JOURNAL)) {
            return Contribution.NOTHING;
        }
        Contribution contribution = Contribution.NOTHING;
        try {
            int largeBytes = journal.sizes().largeBytes();
            contribution = switch (sequencer.cutUncommitted(Math.min(largeBytes - 1L, frame.roomBytes()))) {
                case Sequencer.Uncommitted.Taken taken -> put(taken, frame);
                case Sequencer.Uncommitted.TooMany many ->
                    many.byteCount() >= largeBytes ? Contribution.LARGE : Contribution.NO_ROOM;
                case Sequencer.Uncommitted.Gone _ -> Contribution.LARGE;
            };
            return contribution;
        } finally {
            if (contribution != Contribution.TAKEN) {
                end();
            }
        }
    }

    /** Puts in what was taken, and notes how far a force has come since. */
    private Contribution put(Sequencer.Uncommitted.Taken taken, FrameBuilder frame) {
        boolean stays = false;
        try {
            if (Sabotage.NOTED_BEFORE_SEGMENT_FORCE) {
                forcedEndOffset = watermarks.written().offset();
            }
            if (forcedEndOffset > notedEndOffset && frame.roomBytes() >= 0) {
                frame.add(EntryKind.FORCED, key, notedEndOffset, forcedEndOffset);
                notedEndOffset = forcedEndOffset;
                stays = true;
            }
            if (!taken.runs().isEmpty()) {
                needs(new FrameRange(journal.nextSequence(), journal.nextSequence()));
                frame.openEntry(EntryKind.BATCHES, key, taken.fromOffset(), taken.endOffset());
                taken.runs().forEach(run -> frame.put(run.chunk().bytes, run.from(), run.to()));
                frame.closeEntry();
                stays = true;
            }
            takenEndOffset = taken.endOffset();
        } finally {
            taken.runs().forEach(Tail::copied);
        }
        return stays ? Contribution.TAKEN : Contribution.NOTHING;
    }

    @Override
    public void stored(long sequence) {
        watermarks.durable(takenEndOffset);
        end();
    }

    @Override
    public void forceSegments() {
        if (!begin(Way.FORCE)) {
            return; // it is asked again when the one under way ends
        }
        try {
            forcedEndOffset = spill.forceThrough(sequencer.nextOffset());
            journal.commitAlong(this);
        } catch (RuntimeException failure) {
            watermarks.durable().refuse(failure); // those who come later are told by themselves
        } finally {
            end();
        }
    }

    @Override
    public void refused(StorageFailedException reason) {
        sequencer.uncommitted(takenEndOffset);
        sequencer.forced(spill.forced().offset()); // a checkpoint may have forced it meanwhile: that stays
        room.refused(reason);
        watermarks.durable().refuse(reason);
        end();
    }

    @Override
    public void failed(RuntimeException reason) {
        spill.stop(reason); // the way stays taken: nothing goes it any more
    }

    @Override
    public QueuePlace queuePlace() {
        return queuePlace;
    }
}
