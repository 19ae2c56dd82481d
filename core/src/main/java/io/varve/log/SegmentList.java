package io.varve.log;

import io.varve.segment.Segment;
import java.util.ArrayList;
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
        return List.of(segments);
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
        int index = Math.max(0, floorIndex(now, offset));
        List<Segment> found = new ArrayList<>();
        for (int i = index; i < now.length; i++) {
            found.add(now[i]);
        }
        return found;
    }

    /** Adds a new active segment. */
    void add(Segment segment) {
        List<Segment> next = new ArrayList<>(all());
        next.add(segment);
        segments = next.toArray(new Segment[0]);
    }

    /** Takes out the oldest ones that end at or below an offset, never the active one; gives those taken out. */
    List<Segment> removeBelow(long offset) {
        Segment[] now = segments;
        int count = 0;
        while (count < now.length - 1 && now[count + 1].baseOffset() <= offset) {
            count++;
        }
        List<Segment> all = List.of(now);
        segments = all.subList(count, all.size()).toArray(new Segment[0]);
        return all.subList(0, count);
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
