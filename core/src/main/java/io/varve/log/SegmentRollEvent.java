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

    static void rolled(LogPlace place, long newBaseOffset) {
        SegmentRollEvent event = new SegmentRollEvent();
        if (event.shouldCommit()) {
            event.log = place.name();
            event.baseOffset = newBaseOffset;
            event.commit();
        }
    }
}
