package io.varve.journal;

import java.util.List;
import java.util.SortedMap;

/**
 * What a session finds of the journal when it begins.
 *
 * @param storeId the store's number in all frames
 * @param firstSequence the first frame that is there
 * @param nextSequence the sequence of the next frame
 * @param nextFileNumber the number of the next file
 * @param files those that hold frames which may still be needed, oldest first
 * @param logs what the frames say of each log
 */
public record JournalTail(
        long storeId,
        long firstSequence,
        long nextSequence,
        long nextFileNumber,
        List<JournalFile> files,
        SortedMap<LogKey, LogTail> logs) {

    /** All frames that are there. */
    public FrameRange frames() {
        return new FrameRange(firstSequence, nextSequence - 1);
    }
}
