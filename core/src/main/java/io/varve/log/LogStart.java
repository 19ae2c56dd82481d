package io.varve.log;

import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.journal.EntryKind;
import io.varve.record.Durability;
import io.varve.segment.Segment;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The start of a log: raises it, removes what lies below, and says what the checkpoint is to hold of the log.
 *
 * <p>Threads: any; raising goes one at a time.
 */
final class LogStart {

    private final LogPlace place;
    private final LogShared shared;
    private final SegmentList segments;
    private final SealedBytes sealedBytes;
    private final Spill spill;
    private final ReentrantLock deletion = new ReentrantLock();

    /** The first offset that exists for readers; raised after the journal holds it. */
    private volatile long offset;

    /** The start offset as the checkpoint is to hold it; written under the lock. */
    private volatile long checkpointedOffset;

    LogStart(
            LogPlace place, LogShared shared, SegmentList segments, SealedBytes sealedBytes, Spill spill, long offset) {
        this.place = place;
        this.shared = shared;
        this.segments = segments;
        this.sealedBytes = sealedBytes;
        this.spill = spill;
        this.offset = offset;
        this.checkpointedOffset = offset;
    }

    /** The first offset that exists. */
    long offset() {
        return offset;
    }

    /** Runs a step while nothing is removed: afterwards nothing touches the log's files. */
    void excludingDeletion(Runnable step) {
        deletion.lock();
        try {
            step.run();
        } finally {
            deletion.unlock();
        }
    }

    /**
     * Removes the records before an offset. The new start is durable before the first file goes, so that a crash in
     * between leaves files to be removed at the next open, and never records that come back. It is stored in the
     * journal, whose room is there already: so it works on a full device, too.
     *
     * @return the start offset afterwards
     */
    long raise(PartitionLog log, long newOffset) {
        deletion.lock();
        try {
            log.checkReadable();
            if (newOffset > log.visibleEndOffset()) {
                throw new OffsetOutOfRangeException(place.name(), newOffset, offset, log.visibleEndOffset());
            }
            if (newOffset > offset) {
                sealedBytes.checkBelow(segments.beyond(newOffset).getFirst().baseOffset());
                log.commit(newOffset, Durability.DISK); // or a crash could bring the end of the log below its start
                store(newOffset);
                offset = newOffset;
                spill.forceNames(); // or a crash could keep the removals and take the name of the segment that is left
                spill.exclusively(this::removeSegmentsBelow);
                shared.checkpointer().soon();
            }
            return offset;
        } finally {
            deletion.unlock();
        }
    }

    /** Where storing it fails the old start holds, and the next checkpoint says so again. */
    private void store(long newOffset) {
        boolean stored = false;
        checkpointedOffset = newOffset; // before it is in the journal, which a checkpoint may free at once
        try {
            storeInJournal(newOffset);
            stored = true;
        } finally {
            if (!stored) {
                checkpointedOffset = offset;
            }
        }
    }

    /** A full device may have no room even for that: then the reserve is what it is held for. */
    private void storeInJournal(long newOffset) {
        try {
            shared.journal().store(EntryKind.START, place.key(), newOffset, newOffset);
        } catch (StorageFailedException failure) {
            if (failure.kind() != StorageFailedException.Kind.NO_SPACE
                    || !shared.room().makeRoom()) {
                throw failure;
            }
            shared.journal().store(EntryKind.START, place.key(), newOffset, newOffset);
        }
    }

    private void removeSegmentsBelow() {
        sealedBytes.leaveOut(segments.beyond(offset).getFirst().baseOffset());
        List<Segment> removed = segments.removeBelow(offset);
        removed.forEach(Segment::delete);
        if (!removed.isEmpty()) {
            shared.disk().forceDirectory(place.folder());
        }
    }

    /** What the checkpoint is to hold. */
    LogMarks marks() {
        long start = checkpointedOffset;
        DurablePoint forced = spill.forced();
        Segment first = segments.beyond(start).getFirst();
        if (forced.segment() < first.baseOffset()) {
            // the force ended exactly where this segment begins, and the one that it ended in may be removed
            spill.forceNames();
            return new LogMarks(start, first.baseOffset(), first.baseOffset(), 0, 1, 0);
        }
        int sealedCount = segments.between(first.baseOffset(), forced.segment()).size();
        long bytes = sealedBytes.between(first.baseOffset(), forced.segment());
        return new LogMarks(start, forced.offset(), forced.segment(), forced.positionBytes(), sealedCount + 1, bytes);
    }
}
