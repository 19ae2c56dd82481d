package io.varve.segment;

import org.jspecify.annotations.Nullable;

/**
 * The batches from a segment's beginning to some border, as far as lookups and appending have to know of them: how full
 * the segment is there, and the indexes up to there. What recovery hands to {@link Segment#openActive}.
 */
public final class SegmentPrefix {

    private final SegmentFill fill;
    private final OffsetIndex offsetIndex;
    private final TimeIndex timeIndex;
    private final boolean seenInLog;

    /** Made by the first look-up by time; of two that race one is forgotten, which costs a check. */
    private volatile @Nullable CheckedEntries checkedTimes;

    private final int storedOffsetEntryCount;
    private final int storedTimeEntryCount;

    /** @param seenInLog whether every entry was made from a batch that this process saw, so that none can be false */
    SegmentPrefix(SegmentFill fill, OffsetIndex offsetIndex, TimeIndex timeIndex, boolean seenInLog) {
        this.fill = fill;
        this.offsetIndex = offsetIndex;
        this.timeIndex = timeIndex;
        this.seenInLog = seenInLog;
        this.storedOffsetEntryCount = seenInLog ? 0 : offsetIndex.count();
        this.storedTimeEntryCount = seenInLog ? 0 : timeIndex.count();
    }

    static SegmentPrefix empty(long baseOffset) {
        return new SegmentPrefix(
                new SegmentFill(baseOffset), new OffsetIndex(baseOffset), new TimeIndex(baseOffset), true);
    }

    /** Where it ends. */
    public SegmentEnd end() {
        return fill.end();
    }

    /** The offset index up to there. */
    public OffsetIndex offsetIndex() {
        return offsetIndex;
    }

    /** The time index up to there. */
    public TimeIndex timeIndex() {
        return timeIndex;
    }

    SegmentFill fill() {
        return fill;
    }

    /** Entries of the time index that look-ups have checked. */
    CheckedEntries checkedTimes() {
        CheckedEntries present = checkedTimes;
        if (present == null) {
            present = new CheckedEntries(timeIndex.count());
            checkedTimes = present;
        }
        return present;
    }

    /** Whether every entry was made from a batch that this process saw; otherwise lookups check what they use. */
    boolean seenInLog() {
        return seenInLog;
    }

    /** How many entries of the offset index its file held when they were loaded. */
    int storedOffsetEntryCount() {
        return storedOffsetEntryCount;
    }

    /** How many entries of the time index its file held when they were loaded. */
    int storedTimeEntryCount() {
        return storedTimeEntryCount;
    }

    /** Adds a batch of the log: counts it and stages the index entries that are due at it. */
    void stage(NextBatch batch, SegmentConfig config) {
        int positionBytes = fill.sizeBytes();
        fill.add(batch.lastOffset(), batch.sizeBytes(), batch.maxTimestampMs(), config);
        stageEntries(fill, batch.lastOffset(), positionBytes);
    }

    /** Stages the entries that are due at the batch that was added last to a fill of this segment. */
    void stageEntries(SegmentFill added, long lastOffset, int positionBytes) {
        if (added.offsetEntryDue()) {
            offsetIndex.stage(lastOffset, positionBytes);
        }
        if (added.timeEntryDue()) {
            timeIndex.stage(added.maxTimestampMs(), added.maxTimestampOffset());
        }
    }

    /** Shows the staged entries to lookups. */
    void publish() {
        offsetIndex.publish();
        timeIndex.publish();
    }

    /** Forgets the staged entries. */
    void discard() {
        offsetIndex.discard();
        timeIndex.discard();
    }

    /** Gives the time index the entry that closes it, where it lacks it. */
    void close() {
        if (fill.closingEntryDue()) {
            timeIndex.stage(fill.maxTimestampMs(), fill.maxTimestampOffset());
            fill.closed();
            timeIndex.publish();
        }
    }

    /** Heap that the indexes take, in bytes. */
    long heapBytes() {
        return offsetIndex.heapBytes() + timeIndex.heapBytes();
    }
}
