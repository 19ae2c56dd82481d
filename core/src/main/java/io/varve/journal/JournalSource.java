package io.varve.journal;

import io.varve.error.StorageFailedException;

/**
 * A log, as the journal sees it: it has batches in memory that are to become durable.
 *
 * <p>Threads: all verbs are called by the thread that leads the commit, one at a time.
 */
public interface JournalSource {

    /** What a source did with the frame that it was offered. */
    enum Contribution {
        /** It put something in, and is told what comes of it. */
        TAKEN,
        /** It has nothing that is not on its way already. */
        NOTHING,
        /** What it has does not fit any more: it is asked again for the next frame. */
        NO_ROOM,
        /** What it has is better written straight into its segments: {@link #forceSegments} is called. */
        LARGE
    }

    /** Puts what is pending into the frame. */
    Contribution contribute(FrameBuilder frame);

    /** What was contributed is durable, in the frame of this sequence. Short: others wait for their turn. */
    void stored(long sequence);

    /** Makes what is pending durable in the segments themselves; reports its own failures to those who wait. */
    void forceSegments();

    /** The device has no room: what was contributed or is pending stays in memory, and may be tried again. */
    void refused(StorageFailedException reason);

    /** Nothing can be made durable any more. */
    void failed(RuntimeException reason);

    /** Its place in the queue; made by the source, used by the journal. */
    QueuePlace queuePlace();
}
