package io.varve.log;

import io.varve.journal.JournalTail;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The journal's tail was read and replayed when a store was opened. */
@Name("io.varve.Recovery")
@Label("Recovery")
@Category("Varve")
@Description("What the last session left in the journal was brought into the logs that it names")
@StackTrace(false)
final class RecoveryEvent extends Event {

    @Label("Frames")
    long frameCount;

    @Label("Batch Bytes")
    @Description("Bytes of batches in the frames, also of those that were in segments already")
    @DataAmount
    long batchBytes;

    @Label("Logs")
    int logCount;

    /** One that begins now. */
    static RecoveryEvent begun() {
        RecoveryEvent event = new RecoveryEvent();
        event.begin();
        return event;
    }

    void end(JournalTail tail, long seenBytes) {
        if (shouldCommit()) {
            frameCount = tail.nextSequence() - tail.firstSequence();
            batchBytes = seenBytes;
            logCount = tail.logs().size();
            commit();
        }
    }
}
