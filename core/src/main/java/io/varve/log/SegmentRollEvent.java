package io.varve.log;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A log went on in a new segment. */
@Name("io.varve.SegmentRoll")
@Label("Segment Roll")
@Category("Varve")
@Description("The active segment of a log was sealed and a new one made")
@StackTrace(false)
final class SegmentRollEvent extends Event {

    @Label("Log")
    String log = "";

    @Label("Base Offset")
    @Description("Of the new segment")
    long baseOffset;

    void end(LogPlace place, long newBaseOffset) {
        if (shouldCommit()) {
            log = place.name();
            baseOffset = newBaseOffset;
            commit();
        }
    }
}
