package io.varve.segment;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A force of a segment's log. */
@Name("io.varve.SegmentForce")
@Label("Segment Force")
@Category("Varve")
@Description("The log of a segment was forced to the device")
@StackTrace(false)
final class SegmentForceEvent extends Event {

    @Label("Log")
    String log = "";

    @Label("New Bytes")
    @Description("Written since the last force of this segment")
    @DataAmount
    long newBytes;

    /** One that begins now. */
    static SegmentForceEvent begun() {
        SegmentForceEvent event = new SegmentForceEvent();
        event.begin();
        return event;
    }

    void end(Path file, long forcedBytes) {
        if (shouldCommit()) {
            log = file.toString();
            newBytes = forcedBytes;
            commit();
        }
    }
}
