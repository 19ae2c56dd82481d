package io.varve.log;

import io.varve.segment.Segment;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log, by base offset; the last one is the active one. Readers see an array that never changes;
 * writers, who hold the log's write lock, put a new one in its place.
 */
final class SegmentList {

    /** Replaced under the write lock, read by anyone: publishes the segments in it. */
    private volatile Segment[] segments;

    SegmentList(List<Segment> segments) {
        this.segments = segments.toArray(new Segment[0]);
    }

    /** The one that takes appends. */
    Segment active() {
        Segment[] now = segments;
        return now[now.length - 1];
    }

    /** The oldest one. */
    Segment first() {
        return segments[0];
    }

    List<Segment> all() {
        return view(segments);
    }

    /** The last segment that begins at or below an offset: where it is, if it exists; null below all of them. */
    @Nullable
    Segment floor(long offset) {
        Segment[] now = segments;
        int index = floorIndex(now, offset);
        return index < 0 ? null : now[index];
    }

    /** The segment behind another, or null where that is the active one. */
    @Nullable
    Segment after(Segment segment) {
        Segment[] now = segments;
        int index = floorIndex(now, segment.baseOffset()) + 1;
        return index < now.length ? now[index] : null;
    }

    /** Those whose batches reach beyond an offset, oldest first: what a force has to cover. */
    List<Segment> beyond(long offset) {
        Segment[] now = segments;
        return view(now).subList(Math.max(0, floorIndex(now, offset)), now.length);
    }

    /** Those whose base offsets lie from one offset to before another, oldest first. */
    List<Segment> between(long fromOffset, long toOffset) {
        Segment[] now = segments;
        int from = floorIndex(now, fromOffset - 1) + 1;
        int to = floorIndex(now, toOffset - 1) + 1;
        return view(now).subList(from, Math.max(from, to));
    }

    /** Adds a new active segment. Costs a copy of 4 to 8 bytes for each there is. */
    void add(Segment segment) {
        Segment[] now = segments;
        Segment[] next = Arrays.copyOf(now, now.length + 1);
        next[now.length] = segment;
        segments = next;
    }

    /** Takes out the oldest ones that end at or below an offset, never the active one; gives those taken out. */
    List<Segment> removeBelow(long offset) {
        Segment[] now = segments;
        int count = 0;
        while (count < now.length - 1 && now[count + 1].baseOffset() <= offset) {
            count++;
        }
        segments = Arrays.copyOfRange(now, count, now.length);
        return view(now).subList(0, count);
    }

    /** A list over an array that never changes: nothing is copied. */
    private static List<Segment> view(Segment[] unchanging) {
        return Collections.unmodifiableList(Arrays.asList(unchanging));
    }

    private static int floorIndex(Segment[] sorted, long offset) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle].baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
