package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A checkpoint: segments forced where that was due, marks stored where they had changed, the journal freed. */
@Name("io.varve.Checkpoint")
@Label("Checkpoint")
@Category("Varve")
@Description("Segments were forced, recovery points stored, and files of the journal freed")
@StackTrace(false)
final class CheckpointEvent extends Event {

    @Label("Forced Logs")
    @Description("Logs that needed the journal and had their segments forced")
    int forcedLogCount;

    @Label("Freed Bytes")
    @Description("Files of the journal that can be used again or were removed")
    @DataAmount
    long freedBytes;

    /** One that begins now. */
    static CheckpointEvent begun() {
        CheckpointEvent event = new CheckpointEvent();
        event.begin();
        return event;
    }

    void end(int forcedLogs, long bytes) {
        if (shouldCommit()) {
            forcedLogCount = forcedLogs;
            freedBytes = bytes;
            commit();
        }
    }
}
