package io.varve.log;

import io.varve.segment.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes several things, all of them, whatever fails on the way. */
final class Closing {

    private Closing() {}

    /** Closes segments; throws the first failure in the end, which carries the others. */
    static void all(List<Segment> segments) {
        @Nullable RuntimeException first = null;
        for (Segment segment : segments) {
            first = attempt(segment::close, first);
        }
        if (first != null) {
            throw first;
        }
    }

    /** Runs a step; gives the first failure so far. */
    static @Nullable RuntimeException attempt(Runnable step, @Nullable RuntimeException first) {
        try {
            step.run();
            return first;
        } catch (RuntimeException failure) {
            if (first == null) {
                return failure;
            }
            first.addSuppressed(failure);
            return first;
        }
    }
}
