package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.error.StorageFailedException;
import io.varve.io.Clock;
import io.varve.io.FlightRecording;
import io.varve.segment.Segment;
import io.varve.segment.SegmentBirth;
import io.varve.segment.SegmentPlace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Moves a log's hot end into its segments, and forces them. Whoever needs a durability does it itself: the first one
 * that comes writes, or forces, all that is there, the others wait for the lock and find their work done. So a lone
 * writer pays no hand-off between threads, and many share each write and each force.
 *
 * <p>Writing and forcing have a lock each, so that the next group is written while the last one is being forced. No
 * lock is held that an append needs.
 *
 * <p>A force here is one of the segments themselves. What makes an append durable, that or the journal, is decided by
 * {@link DurableEnd}.
 */
final class Spill {

    private final LogPlace place;
    private final SegmentPlace segmentPlace;
    private final SegmentBirths births;
    private final Clock clock;
    private final Sequencer sequencer;
    private final SegmentList segments;
    private final Watermarks watermarks;
    private final FailureLatch latch;
    private final DiskRoom room;
    private final Supplier<LogConfig> config;

    private final ReentrantLock writeLock = new ReentrantLock();
    private final ReentrantLock forceLock = new ReentrantLock();

    /** How many names of new segments there are, guarded by the write lock; those forced, by the force lock. */
    private long namesMade;

    private long namesForced;

    /** Where the last force ended; written under the force lock, read by anyone. */
    private volatile DurablePoint forced;

    Spill(
            LogPlace place,
            SegmentPlace segmentPlace,
            SegmentBirths births,
            Clock clock,
            LogState state,
            DurablePoint forced) {
        this.place = place;
        this.segmentPlace = segmentPlace;
        this.births = births;
        this.clock = clock;
        this.sequencer = state.sequencer();
        this.segments = state.segments();
        this.watermarks = state.watermarks();
        this.latch = state.latch();
        this.room = state.room();
        this.config = state.config();
        this.forced = forced;
        this.namesMade = forced.allNamesForced() ? 0 : 1;
    }

    /** How far the segments are forced. */
    DurablePoint forced() {
        return forced;
    }

    /** Returns when everything before an offset is handed to the operating system. */
    void writeThrough(long endOffset) {
        if (watermarks.written().offset() >= endOffset) {
            return;
        }
        writeLock.lock();
        try {
            if (watermarks.written().offset() < endOffset) {
                latch.check();
                write();
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** Returns when everything before an offset is forced in the segments, with the offset up to which it is. */
    long forceThrough(long endOffset) {
        if (forced.offset() >= endOffset) {
            return forced.offset();
        }
        writeThrough(endOffset);
        forceLock.lock();
        try {
            if (forced.offset() < endOffset) {
                latch.check();
                force();
            }
            return forced.offset();
        } finally {
            forceLock.unlock();
        }
    }

    /** Runs a step that takes segments away, while nobody writes or forces them. */
    void exclusively(Runnable step) {
        forceLock.lock();
        try {
            writeLock.lock();
            try {
                step.run();
            } finally {
                writeLock.unlock();
            }
        } finally {
            forceLock.unlock();
        }
    }

    /**
     * Writes batches that a journal kept, from the first on that begins at or above an offset. At open only.
     *
     * @return up to where they are written: not to their end where the device is full, or where others wait for room
     */
    int replay(ByteBuffer batches, long offset) {
        int at = 0;
        while (at < batches.limit() && BatchHeader.baseOffset(batches, at) < offset) {
            at += BatchHeader.sizeBytes(batches, at);
        }
        writeLock.lock();
        try {
            while (at < batches.limit() && sequencer.unspilledBytes() == 0) {
                at = writeSome(batches, at, batches.limit());
            }
        } catch (StorageFailedException full) {
            if (full.kind() != StorageFailedException.Kind.NO_SPACE) {
                throw full;
            }
            room.refused(full);
        } finally {
            writeLock.unlock();
        }
        return at;
    }

    private void write() {
        Sequencer.Cut cut = sequencer.cut();
        long byteCount = 0;
        try {
            for (Tail.Run run : cut.runs()) {
                write(run);
                byteCount += run.to() - run.from();
            }
        } catch (StorageFailedException full) {
            throw full.kind() == StorageFailedException.Kind.NO_SPACE ? refused(full) : failed(full);
        } catch (RuntimeException | Error failure) {
            throw failed(failure);
        }
        watermarks.written(cut.endOffset(), config.get().durability());
        room.wrote(byteCount);
    }

    /** Writes a run, and notes each part of it that is in a segment: the next one may find no room. */
    private void write(Tail.Run run) {
        int at = run.from();
        while (at < run.to()) {
            int end = writeSome(run.chunk().bytes, at, run.to());
            if (end > at) {
                sequencer.spilled(new Tail.Run(run.chunk(), at, end));
                at = end;
            }
        }
    }

    /** Writes what fits into the active segment, or begins another; gives the end of what was written. */
    private int writeSome(ByteBuffer batches, int at, int to) {
        Segment active = segments.active();
        int end = active.isSealed() ? at : active.runEnd(batches, at, to, clock.wallTimeMs());
        if (end == at) {
            roll(batches, at);
        } else {
            active.append(batches, at, end);
        }
        return end;
    }

    /** The device has no room: what is not written stays in memory, and is written when there is some. */
    private StorageFailedException refused(StorageFailedException full) {
        watermarks.written(segments.active().nextOffset(), config.get().durability());
        watermarks.written().refuse(full);
        return full;
    }

    /**
     * The new segment is called by where the old one ends, even if the next batch begins behind a gap: so a log without
     * a hole has none between its segments, and recovery can tell a segment whose end was lost. Only a gap that no
     * index could reach over lies between two segments.
     */
    private void roll(ByteBuffer batches, int at) {
        long endOffset = segments.active().nextOffset();
        boolean isFar = BatchHeader.lastOffset(batches, at) - endOffset > Integer.MAX_VALUE;
        long baseOffset = isFar ? BatchHeader.baseOffset(batches, at) : endOffset;
        if (!segments.active().isSealed()) { // it is where the new one found no room before
            segments.active().seal();
        }
        SegmentBirth birth = births.now(config.get().segments());
        segments.add(Segment.create(segmentPlace, baseOffset, config.get().segments(), birth));
        namesMade++;
        if (FlightRecording.isPossible()) {
            SegmentRollEvent.rolled(place, baseOffset);
        }
    }

    private void force() {
        Segment active;
        List<Segment> unforced;
        DurablePoint target;
        long names;
        writeLock.lock();
        try {
            latch.check(); // a write that failed has left more in the active segment than is counted as written
            active = segments.active();
            unforced = segments.beyond(forced.segment()); // it may be sealed since: it gives its handle back then
            target = new DurablePoint(watermarks.written().offset(), active.baseOffset(), active.sizeBytes());
            names = namesMade;
        } finally {
            writeLock.unlock();
        }
        try {
            for (Segment segment : unforced) {
                if (segment == active) {
                    segment.forceLog();
                } else {
                    segment.force();
                }
            }
            if (names > namesForced) {
                segmentPlace.disk().forceDirectory(place.folder());
                namesForced = names;
            }
        } catch (RuntimeException | Error failure) {
            throw failed(failure);
        }
        forced = target;
        sequencer.forced(target.offset());
        watermarks.durable(target.offset());
    }

    /** Nothing is appended any more, and everybody who waits is told; what is in memory stays readable. */
    void stop(RuntimeException failure) {
        watermarks.fail(latch.set(failure));
        sequencer.wakeThoseWhoWaitForMemory();
    }

    /** Makes the names of all segments durable: what is stored elsewhere of a segment relies on its name. */
    void forceNames() {
        forceLock.lock();
        try {
            long names;
            writeLock.lock();
            try {
                names = namesMade;
            } finally {
                writeLock.unlock();
            }
            if (names > namesForced) {
                segmentPlace.disk().forceDirectory(place.folder());
                namesForced = names;
            }
        } finally {
            forceLock.unlock();
        }
    }

    /**
     * Nothing is appended any more, and everybody who waits is told. The memory is given back when nobody writes from
     * it: else a write under way could store what another log puts there, or call stored what it never saw.
     */
    private RuntimeException failed(Throwable failure) {
        RuntimeException reason = latch.set(
                failure instanceof RuntimeException known
                        ? known
                        : new StorageFailedException(
                                place.folder(), "write", -1, StorageFailedException.Kind.OTHER, failure));
        watermarks.fail(reason);
        writeLock.lock();
        try {
            sequencer.abandon();
        } finally {
            writeLock.unlock();
        }
        return reason;
    }
}
