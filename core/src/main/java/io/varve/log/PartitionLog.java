package io.varve.log;

import io.varve.batch.BatchFacts;
import io.varve.error.ClosedException;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.journal.FrameRange;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.segment.Segment;
import io.varve.segment.SegmentPlace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One partition's log, wired from its parts: {@link LogAppends} and {@link Sequencer} on the way in, {@link Spill} on
 * the way to disk, {@link LogReader} on the way out.
 *
 * <p>Threads: any.
 */
public final class PartitionLog implements Spiller.Spillable {

    /** Spilling begins at once when so much is in memory only; below that it may linger. */
    private static final long SPILL_AT_ONCE_BYTES = 1 << 20;

    private final LogPlace place;
    private final LogShared shared;
    private final FailureLatch latch;
    private final Watermarks watermarks;
    private final SegmentList segments;
    private final SealedBytes sealedBytes;
    private final Sequencer sequencer;
    private final LogAppends appends;
    private final Spill spill;
    private final LogReader reader;
    private final TimestampLookup timestamps;
    private final Spiller.Marks spillMarks = new Spiller.Marks();
    private final DurableEnd durableEnd;
    private final LogStart start;
    private final IntervalFlush intervalFlush;

    /** Set when the spiller was asked, cleared when it comes; asking twice does no harm. */
    private volatile boolean spillAsked;

    private volatile boolean spillAskedAtOnce;

    private volatile LogConfig config;

    /** Whether it is to be spilled when the device has room again. */
    private final AtomicBoolean waitsForRoom = new AtomicBoolean();

    private volatile boolean closed;

    private PartitionLog(
            LogPlace place, SegmentPlace segmentPlace, LogConfig config, LogShared shared, LogOpening.Opened opened) {
        this.place = place;
        this.shared = shared;
        this.config = config;
        long endOffset = opened.endOffset();
        this.latch = new FailureLatch(place);
        this.watermarks = Watermarks.at(endOffset);
        this.segments = new SegmentList(opened.segments());
        this.sealedBytes = new SealedBytes(place, segments, opened.trustedEnd(), opened.trustedBytes());
        this.sequencer = new Sequencer(place, shared.hot(), latch, shared.room(), endOffset, this::placed);
        this.appends = new LogAppends(sequencer, shared.encoders(), shared.clock(), this::config);
        LogState state = new LogState(sequencer, segments, watermarks, latch, shared.room(), this::config);
        this.spill = new Spill(place, segmentPlace, shared.births(), shared.clock(), state, opened.forced());
        this.durableEnd = new DurableEnd(place.key(), shared.journal(), state, spill);
        this.start = new LogStart(place, shared, segments, sealedBytes, spill, opened.startOffset());
        this.reader =
                new LogReader(place, sequencer.tail(), segments, sealedBytes, start::offset, this::visibleEndOffset);
        this.intervalFlush = IntervalFlush.of(this, watermarks, shared);
        this.timestamps = new TimestampLookup(this, segments, sealedBytes);
    }

    static PartitionLog open(LogPlace place, LogConfig config, LogShared shared, LogRemains remains) {
        SegmentPlace segmentPlace = shared.segmentPlace(place.folder());
        LogOpening opening = new LogOpening(place, segmentPlace, config, shared.births(), remains);
        PartitionLog log = new PartitionLog(place, segmentPlace, config, shared, opening.open());
        if (remains.tail().isPresent()) {
            log.durableEnd.needs(remains.frames()); // until its segments are forced
        }
        return log;
    }

    /** Which log this is. */
    public LogPlace place() {
        return place;
    }

    /** What holds now. */
    public LogConfig config() {
        return config;
    }

    // ---- appending ----

    /** Appends a record; {@code expectedOffset} is the offset that must be next, or -1. */
    public Placement append(NewRecord record, long expectedOffset) {
        return appends.append(record, expectedOffset);
    }

    /** Appends records as one batch. */
    public Placement append(List<NewRecord> records, long expectedOffset) {
        return appends.append(records, expectedOffset);
    }

    /** Appends a valid batch from position 0 of a buffer on, which stays as it is. */
    public Placement append(ByteBuffer batch, BatchFacts facts, long expectedOffset) {
        return appends.append(batch, facts, expectedOffset);
    }

    /** Appends whole batches that keep their offsets and epochs, from the buffer's position to its limit. */
    public Placement appendReplicated(ByteBuffer batches, long expectedOffset) {
        ReplicatedBatches checked = ReplicatedBatches.check(batches);
        sequencer.appendReplicated(
                checked.bytes(), checked.bytes().limit(), checked.placement().endOffset(), expectedOffset);
        return checked.placement();
    }

    /** Told by the sequencer after each append. */
    private void placed(long endOffset, long unspilledBytes) {
        if (config.durability() == Durability.MEMORY) {
            watermarks.visible().advance(endOffset);
        }
        if (unspilledBytes >= SPILL_AT_ONCE_BYTES && !spillAskedAtOnce) {
            spillAskedAtOnce = true;
            shared.spiller().soon(this);
        } else if (!spillAsked) {
            spillAsked = true;
            shared.spiller().later(this);
        }
        intervalFlush.appended(endOffset);
    }

    /** Returns when everything before an offset has a durability. */
    public void commit(long endOffset, Durability durability) {
        switch (durability) {
            case MEMORY -> {
                // it has that already
            }
            case OS -> write(endOffset);
            case DISK -> durableEnd.reach(endOffset);
        }
    }

    /** Where there is no room it is tried again when there is. */
    private void write(long endOffset) {
        try {
            spill.writeThrough(endOffset);
        } catch (StorageFailedException failure) {
            if (failure.kind() == StorageFailedException.Kind.NO_SPACE) {
                shared.room().refused(failure);
                spillWhenRoom();
            }
            throw failure;
        }
    }

    private void spillWhenRoom() {
        if (waitsForRoom.compareAndSet(false, true)) {
            shared.room().whenRoom(this::roomAgain);
        }
    }

    private void roomAgain() {
        waitsForRoom.set(false);
        shared.spiller().soon(this);
    }

    /** Tells the waiter when everything before an offset has a durability. */
    public void whenReached(long endOffset, Durability durability, Watermark.Waiter waiter) {
        switch (durability) {
            case MEMORY -> waiter.done(null);
            case OS -> {
                watermarks.written().whenReached(endOffset, waiter);
                shared.spiller().soon(this);
            }
            case DISK -> {
                watermarks.durable().whenReached(endOffset, waiter);
                durableEnd.soon();
            }
        }
    }

    @Override
    public void spill(boolean urgent) {
        spillAsked = false;
        spillAskedAtOnce = false;
        if (latch.isSet()) {
            return; // whoever waits was told
        }
        long endOffset = sequencer.nextOffset();
        if (config.durability() == Durability.DISK && watermarks.durable().offset() < endOffset) {
            durableEnd.soon(); // nobody waits for it, but readers do
        }
        if (urgent || config.durability() != Durability.DISK) {
            write(endOffset);
        } else if (sequencer.unspilledBytes() > 0) {
            shared.spiller().eventually(this); // the journal has it: it is written with what comes meanwhile
        }
        if (intervalFlush.takeDue()) {
            flush();
        }
    }

    @Override
    public Spiller.Marks marksOfSpiller() {
        return spillMarks;
    }

    /** Makes everything that was appended before this call durable in the segments themselves. */
    public void flush() {
        spill.forceThrough(sequencer.nextOffset());
    }

    /** Takes another configuration; it holds from the next append on. */
    public void alter(LogConfig newConfig) {
        spill.exclusively(() -> {
            config = newConfig;
            segments.active().configure(newConfig.segments());
        });
        if (latch.isSet()) {
            return; // what did not reach a segment is lost: it must not become visible
        }
        intervalFlush.altered(sequencer.nextOffset());
        switch (newConfig.durability()) {
            case MEMORY -> watermarks.visible().advance(sequencer.nextOffset());
            case OS -> watermarks.visible().advance(watermarks.written().offset());
            case DISK -> {
                // what is durable is visible already
            }
        }
    }

    // ---- reading ----

    /** A walk over the records from an offset on; close it. */
    public RecordWalk walk(long fromOffset) {
        return new RecordWalk(reader, shared.buffers(), fromOffset);
    }

    /** A wait for records to become visible. */
    public VisibleWait visibleWait() {
        return new VisibleWait(watermarks.visible(), shared.workers());
    }

    /** The first visible record that is dated at or after a time, in ms since 1970. */
    public Optional<TimestampHit> firstAtOrAfter(long timestampMs) {
        checkReadable();
        return timestamps.firstAtOrAfter(timestampMs);
    }

    /** The first offset that exists. */
    public long startOffset() {
        return start.offset();
    }

    /** The offset that the next record gets. */
    public long endOffset() {
        return sequencer.nextOffset();
    }

    /** The end for readers. */
    public long visibleEndOffset() {
        return watermarks.visible().offset();
    }

    /** The end of what is forced to the device. */
    public long durableEndOffset() {
        return watermarks.durable().offset();
    }

    /** How many segments there are. */
    public int segmentCount() {
        return segments.all().size();
    }

    /** The bytes of all logs, those in memory only included. */
    public long sizeBytes() {
        long unspilledBytes = sequencer.unspilledBytes();
        Segment active = segments.active();
        return unspilledBytes + sealedBytes.upTo(active.baseOffset()) + active.sizeBytes();
    }

    /** Throws where the log is closed. */
    public void checkReadable() {
        if (closed) {
            throw new ClosedException("partition " + place.name());
        }
    }

    /** Throws where the log takes no more appends. */
    public void checkWritable() {
        latch.check();
    }

    // ---- recovering, deleting, closing ----

    /** Appends what the journal holds of this log beyond its end; at open, before anybody else appends or reads. */
    void replay(long fromOffset, long toOffset, ByteBuffer batches) {
        long end = sequencer.nextOffset();
        if (toOffset <= end) {
            return;
        }
        if (fromOffset > end || !batches.hasRemaining()) {
            throw new CorruptionException(
                    place.folder(), 0, "batches up to offset " + Math.max(fromOffset, toOffset), "the end at " + end);
        }
        ReplayedBatches.check(place.folder(), batches, end, toOffset);
        int at = spill.replay(batches, end);
        watermarks.written(segments.active().nextOffset(), config.durability());
        if (at < batches.limit()) {
            sequencer.keep(batches.slice(at, batches.limit() - at), toOffset); // there is no room in the segments
            spillWhenRoom();
        }
        sequencer.replayed(toOffset);
        watermarks.durable(toOffset);
    }

    /** Removes the records before an offset; gives the start offset afterwards. */
    public long deleteBefore(long offset) {
        return start.raise(this, offset);
    }

    /** Forces the segments where the journal holds something of this log. */
    void checkpoint() {
        durableEnd.checkpoint();
    }

    /** The frames of the journal that this log needs after a crash, if any. */
    Optional<FrameRange> neededFrames() {
        return durableEnd.neededFrames();
    }

    /** Whether it takes no more appends, and why. */
    FailureLatch latch() {
        return latch;
    }

    /** What the checkpoint is to hold. */
    LogMarks marks() {
        return start.marks();
    }

    /** Makes everything durable and closes the files. */
    void close() {
        sequencer.end();
        try {
            if (!latch.isSet()) {
                forceAll();
            }
        } finally {
            discard();
        }
    }

    /** On a full device what the journal holds stays there for the next session: nothing is lost by that. */
    private void forceAll() {
        try {
            spill.forceThrough(sequencer.nextOffset());
            durableEnd.checkpoint();
            spill.exclusively(() -> segments.active().force());
        } catch (StorageFailedException failure) {
            boolean isDurable = watermarks.durable().offset() >= sequencer.nextOffset();
            if (failure.kind() != StorageFailedException.Kind.NO_SPACE || !isDurable) {
                throw failure;
            }
        }
    }

    /**
     * Closes the files as they are; waits for a deletion under way. Afterwards nothing touches them or the checkpoint.
     */
    void discard() {
        intervalFlush.close();
        RuntimeException reason = latch.close();
        watermarks.fail(reason);
        try {
            start.excludingDeletion(() -> {
                closed = true;
                spill.exclusively(() -> Closing.all(segments.all()));
            });
        } finally {
            sequencer.abandon();
        }
    }

    @Override
    public String toString() {
        return "log " + place.name();
    }
}
