package io.varve.journal;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A group commit, from the first byte of its frame to the end of its force. */
@Name("io.varve.GroupCommit")
@Label("Group Commit")
@Category("Varve")
@Description("A frame of the journal was written, and forced where somebody waited for it")
@StackTrace(false)
final class GroupCommitEvent extends Event {

    /** Never committed: whether it is enabled tells whether somebody records. */
    private static final GroupCommitEvent PROBE = new GroupCommitEvent();

    @Label("Sequence")
    @Description("The frame's")
    long sequence;

    @Label("Frame Size")
    @DataAmount
    int frameBytes;

    @Label("Entries")
    int entryCount;

    @Label("Logs")
    @Description("Logs with something in the frame")
    int logCount;

    @Label("Write Time")
    @Timespan
    long writeNanos;

    @Label("Force Time")
    @Timespan
    long forceNanos;

    static boolean isRecorded() {
        return PROBE.isEnabled();
    }
}
