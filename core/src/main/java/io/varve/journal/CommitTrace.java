package io.varve.journal;

import io.varve.io.Clock;
import io.varve.io.FlightRecording;
import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder of each group commit. Where nobody records it makes nothing and asks no clock.
 *
 * <p>Threads: one at a time, the one that leads the commit.
 */
final class CommitTrace {

    private final Clock clock;

    /** The commit under way; null where nobody records. */
    private @Nullable GroupCommitEvent event;

    private long markNanos;

    CommitTrace(Clock clock) {
        this.clock = clock;
    }

    void begin() {
        event = null;
        if (FlightRecording.isPossible() && GroupCommitEvent.isRecorded()) {
            GroupCommitEvent begun = new GroupCommitEvent();
            begun.begin();
            event = begun;
            markNanos = clock.elapsedNanos();
        }
    }

    /** The frame is written. */
    void written() {
        GroupCommitEvent present = event;
        if (present != null) {
            present.writeNanos = sinceMark();
        }
    }

    /** It is forced. */
    void forced() {
        GroupCommitEvent present = event;
        if (present != null) {
            present.forceNanos = sinceMark();
        }
    }

    private long sinceMark() {
        long nowNanos = clock.elapsedNanos();
        long nanos = nowNanos - markNanos;
        markNanos = nowNanos;
        return nanos;
    }

    void end(FrameBuilder frame, int logCount, long sequence) {
        GroupCommitEvent present = event;
        event = null;
        if (present != null && present.shouldCommit()) {
            present.sequence = sequence;
            present.frameBytes = frame.paddedBytes();
            present.entryCount = frame.entryCount();
            present.logCount = logCount;
            present.commit();
        }
    }
}
