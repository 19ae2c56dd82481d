package io.varve.log;

import io.varve.error.CorruptionException;
import io.varve.segment.Segment;
import io.varve.segment.SegmentEnd;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes the logs of a run of sealed segments have together: what the checkpoint holds of them, so that a
 * shortened log is told from a gap in the offsets.
 *
 * <p>When a log is opened the sum of its trusted segments is known from the checkpoint, but none of their sizes: asking
 * the disk for each would take most of the time of opening a log of many segments. Nor is it needed. A segment whose
 * batches go on to where the next segment begins is whole; only one that ends before can have lost its end, and be it
 * in a log that has gaps. So the first gap at the end of a trusted segment that a reader comes upon, and none before,
 * has all sizes looked up and held against the sum. A log without such gaps, which is nearly every log, never pays.
 *
 * <p>Threads: any.
 */
final class SealedBytes {

    private final LogPlace place;
    private final SegmentList segments;

    /** Segments from this base offset on were checked or written by this process: none of them is in question. */
    private final long trustedEnd;

    /** Taken before the locks of the caches, never after them. */
    private final ReentrantLock lock = new ReentrantLock();

    // The run, by base offsets, its end exclusive, and its bytes; guarded by the lock.
    private long from;
    private long to;
    private long bytes;

    /** Whether the sizes were held against the sum; written under the lock, read by readers. */
    private volatile boolean held;

    /**
     * @param trustedEnd the base offset of the first segment that was checked when the log was opened
     * @param trustedBytes the bytes of all logs before it, as the checkpoint says
     */
    SealedBytes(LogPlace place, SegmentList segments, long trustedEnd, long trustedBytes) {
        this.place = place;
        this.segments = segments;
        this.trustedEnd = trustedEnd;
        this.from = segments.first().baseOffset();
        this.to = trustedEnd;
        this.bytes = trustedBytes;
        this.held = from >= trustedEnd;
    }

    /**
     * The bytes of the logs from one base offset, at which a segment begins, to another; the run is that from now on.
     */
    long between(long fromOffset, long toOffset) {
        lock.lock();
        try {
            begin(fromOffset);
            end(toOffset);
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of the logs from the oldest one up to a base offset. */
    long upTo(long toOffset) {
        lock.lock();
        try {
            end(Math.max(from, toOffset));
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes sure that no segment below a base offset lost its end: once they are deleted nothing would tell any more.
     *
     * @throws CorruptionException where one did
     */
    void checkBelow(long beforeOffset) {
        segments.between(segments.first().baseOffset(), beforeOffset).forEach(this::checkEnd);
    }

    /** Leaves out the segments below a base offset, which are about to be deleted. */
    void leaveOut(long beforeOffset) {
        lock.lock();
        try {
            begin(Math.max(from, beforeOffset));
        } finally {
            lock.unlock();
        }
    }

    private void begin(long fromOffset) {
        if (fromOffset >= to) {
            to = fromOffset;
            bytes = 0;
        } else if (fromOffset > from) {
            bytes -= sum(from, fromOffset);
        } else {
            bytes += sum(fromOffset, from);
        }
        from = fromOffset;
    }

    private void end(long toOffset) {
        if (toOffset > to) {
            bytes += sum(to, toOffset);
        } else {
            bytes -= sum(toOffset, to);
        }
        to = toOffset;
    }

    private long sum(long fromOffset, long toOffset) {
        long total = 0;
        for (Segment segment : segments.between(fromOffset, toOffset)) {
            total += segment.sizeBytes();
        }
        return total;
    }

    /**
     * Makes sure that a segment, which a reader is about to leave behind, lost nothing at its end. Costs a comparison,
     * as its indexes are loaded; in a log with gaps, once, a look at the size of each segment.
     *
     * @throws CorruptionException where it did
     */
    void checkEnd(Segment segment) {
        if (held || segment.baseOffset() >= trustedEnd) {
            return;
        }
        SegmentEnd end = segment.end();
        if (end.nextOffset() != segment.nextOffset()) {
            hold(segment, end);
        }
    }

    private void hold(Segment segment, SegmentEnd end) {
        lock.lock();
        try {
            long found = sum(from, to);
            if (found != bytes) {
                throw new CorruptionException(
                        segment.path(),
                        end.sizeBytes(),
                        "batches up to offset " + segment.nextOffset() + ", where the next segment begins, or " + bytes
                                + " bytes in the logs of " + place.name() + " from offset " + from + " to " + to,
                        "an end at offset " + end.nextOffset() + " and " + found + " bytes");
            }
            held = true;
        } finally {
            lock.unlock();
        }
    }
}
