package io.varve.journal;

import io.varve.error.StorageFailedException;
import io.varve.io.Sabotage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the frames of the journal into its files and forces them. After a failed write or force a file is never
 * trusted again: the frame, which is still in memory, is written anew to another one.
 *
 * <p>Threads: one at a time, the one that leads the commit; the sequences are read by any.
 */
final class FrameWriter {

    private static final Logger LOGGER = LoggerFactory.getLogger(FrameWriter.class);
    private static final long KEPT_BYTES_MAX = 64 << 10;
    private static final int KEPT_SHARE = 8;

    private final JournalFiles files;
    private final long storeId;
    private final CommitTrace trace;

    /** Told when the next file should be made ready. */
    private final Runnable prepare;

    private @Nullable JournalFile current;
    private long preparedFor = -1;

    // Written by the leader, read by the checkpoint.
    private volatile long nextSequence;
    private volatile long durableSequence;

    FrameWriter(JournalFiles files, JournalTail tail, CommitTrace trace, Runnable prepare) {
        this.files = files;
        this.storeId = tail.storeId();
        this.trace = trace;
        this.prepare = prepare;
        this.nextSequence = tail.nextSequence();
        this.durableSequence = nextSequence - 1;
    }

    /** The sequence of the next frame. */
    long nextSequence() {
        return nextSequence;
    }

    /** What the checkpoint is to hold. */
    JournalMark mark(long lowSequence) {
        return new JournalMark(storeId, lowSequence, durableSequence + 1, files.nextNumber());
    }

    /** Writes and forces the frame, to a second file where the first one fails or cannot be made. */
    void persist(FrameBuilder building) {
        long sequence = nextSequence;
        trace.begin();
        @Nullable JournalFile file = null;
        try {
            file = fileFor(building);
            write(building, file, sequence);
        } catch (StorageFailedException first) {
            if (file == null && isFull(first)) {
                throw first; // another file would find no room either
            }
            if (Sabotage.FAILED_JOURNAL_FORCE_TRUSTED && file != null && file.lastSequence() == sequence) {
                nextSequence = sequence + 1;
                return;
            }
            LOGGER.error("a journal file failed; the last group is written anew to another one", first);
            if (file != null) {
                giveUp(file);
            }
            writeAnew(building, sequence, first);
        }
        nextSequence = sequence + 1;
    }

    /** The other file is given up, too, where it fails: the next frame must not stand behind one that may be torn. */
    private void writeAnew(FrameBuilder building, long sequence, StorageFailedException first) {
        @Nullable JournalFile file = null;
        try {
            file = fileFor(building);
            write(building, file, sequence);
        } catch (StorageFailedException second) {
            if (file != null) {
                giveUp(file);
            }
            second.addSuppressed(first);
            throw second;
        }
    }

    private void giveUp(JournalFile file) {
        file.suspect();
        current = null;
        files.giveUpCurrent();
    }

    /** Nobody waits for references: where they cannot be forced, the file is given up, and no more. */
    private void forceReferences(JournalFile file) {
        try {
            file.force();
        } catch (StorageFailedException failure) {
            LOGGER.warn("journal file {} is not used any more", file.path(), failure);
            giveUp(file);
        }
    }

    static boolean isFull(StorageFailedException failure) {
        return failure.kind() == StorageFailedException.Kind.NO_SPACE;
    }

    private void write(FrameBuilder building, JournalFile file, long sequence) {
        file.write(building.finish(storeId, file.number(), sequence, durableSequence), sequence);
        trace.written();
        if (building.needsForce()) {
            if (!Sabotage.leavesOutForce(sequence)) {
                file.force();
            }
            trace.forced();
            durableSequence = sequence;
        }
        if (file.freeBytes() < file.sizeBytes() / 2 && preparedFor != file.number()) {
            preparedFor = file.number();
            prepare.run();
        }
    }

    private JournalFile fileFor(FrameBuilder building) {
        JournalFile file = current;
        if (file == null || file.freeBytes() < building.paddedBytes() + keptBytes(building, file)) {
            if (file != null && file.isUnforced()) {
                forceReferences(file);
            }
            file = files.rotate(building.paddedBytes(), !building.hasBatches());
            current = file;
        }
        return file;
    }

    /**
     * The last part of a file is kept for frames without batches, such as those that let records be deleted: where a
     * full device has no room for another file these still find some.
     */
    private static long keptBytes(FrameBuilder building, JournalFile file) {
        return building.hasBatches() ? Math.min(KEPT_BYTES_MAX, file.sizeBytes() / KEPT_SHARE) : 0;
    }
}
