package io.varve.segment;

import java.util.Optional;

/**
 * How full a segment is, batch by batch: when an index entry is due and when the segment has to roll, by Kafka's rules.
 * Pure arithmetic, owned by the writer; the same steps fill a segment while appending, while recovering, and on a draft
 * to see where a run of batches has to be split.
 *
 * <p>An entry is due at a batch when more than {@code index.interval.bytes} lie between the batch's position and that
 * of the last entry (or the log's beginning); the time index gets one then too, if the largest timestamp has grown. A
 * full index gets no more entries: it only becomes sparser, lookups stay right.
 */
final class SegmentFill {

    private final long baseOffset;
    private long nextOffset;
    private int sizeBytes;
    private long firstTimestampMs = TimeIndex.NO_TIMESTAMP;
    private long maxTimestampMs = TimeIndex.NO_TIMESTAMP;
    private long maxTimestampOffset;
    private int offsetEntryCount;
    private int lastEntryPositionBytes;
    private int timeEntryCount;
    private long lastEntryTimestampMs = TimeIndex.NO_TIMESTAMP;
    private boolean offsetEntryDue;
    private boolean timeEntryDue;

    SegmentFill(long baseOffset) {
        this.baseOffset = baseOffset;
        this.nextOffset = baseOffset;
        this.maxTimestampOffset = baseOffset;
    }

    /** Becomes equal to another of the same segment. */
    void copyFrom(SegmentFill other) {
        nextOffset = other.nextOffset;
        sizeBytes = other.sizeBytes;
        firstTimestampMs = other.firstTimestampMs;
        maxTimestampMs = other.maxTimestampMs;
        maxTimestampOffset = other.maxTimestampOffset;
        offsetEntryCount = other.offsetEntryCount;
        lastEntryPositionBytes = other.lastEntryPositionBytes;
        timeEntryCount = other.timeEntryCount;
        lastEntryTimestampMs = other.lastEntryTimestampMs;
    }

    /** Takes the entries that indexes hold already as the ones that came before. */
    void startFrom(OffsetIndex offsets, TimeIndex times) {
        offsetEntryCount = offsets.count();
        lastEntryPositionBytes = offsets.lastPositionBytes();
        timeEntryCount = times.count();
        lastEntryTimestampMs = times.lastTimestampMs();
        raiseMaxTimestamp(times.lastTimestampMs(), times.lastOffset());
    }

    /** Takes an end that was found elsewhere as the present one. */
    void endAt(long foundNextOffset, int foundSizeBytes) {
        nextOffset = foundNextOffset;
        sizeBytes = foundSizeBytes;
    }

    /** Takes the timestamp of the batch at the log's beginning. */
    void firstTimestamp(long timestampMs) {
        firstTimestampMs = timestampMs;
    }

    /** Counts a timestamp that a batch ending at an offset has. */
    void raiseMaxTimestamp(long timestampMs, long lastOffset) {
        if (timestampMs > maxTimestampMs) {
            maxTimestampMs = timestampMs;
            maxTimestampOffset = lastOffset;
        }
    }

    /** Counts a batch; afterwards it can be asked which entries are due at it, and they are counted as made. */
    void add(long lastOffset, int batchBytes, long batchMaxTimestampMs, SegmentConfig config) {
        if (sizeBytes == 0) {
            firstTimestampMs = batchMaxTimestampMs;
        }
        raiseMaxTimestamp(batchMaxTimestampMs, lastOffset);
        boolean due = sizeBytes - lastEntryPositionBytes > config.indexIntervalBytes();
        offsetEntryDue = due && !offsetIndexFull(config);
        timeEntryDue = due && !timeIndexFull(config) && maxTimestampMs > lastEntryTimestampMs;
        if (offsetEntryDue) {
            offsetEntryCount++;
            lastEntryPositionBytes = sizeBytes;
        }
        if (timeEntryDue) {
            timeEntryCount++;
            lastEntryTimestampMs = maxTimestampMs;
        }
        nextOffset = lastOffset + 1;
        sizeBytes += batchBytes;
    }

    /** Whether the offset index gets an entry at the batch added last: its last offset, and its position. */
    boolean offsetEntryDue() {
        return offsetEntryDue;
    }

    /** Whether the time index gets an entry at the batch added last: the max timestamp and its offset. */
    boolean timeEntryDue() {
        return timeEntryDue;
    }

    /**
     * Whether the time index lacks the entry that closes it: the largest timestamp, where it is newer than the last
     * one.
     */
    boolean closingEntryDue() {
        return maxTimestampMs > lastEntryTimestampMs;
    }

    /** Counts the time index's closing entry as made. */
    void closed() {
        timeEntryCount++;
        lastEntryTimestampMs = maxTimestampMs;
    }

    /** Why a batch has to go into a new segment; empty where it fits into this one. */
    Optional<RollReason> mustRoll(NextBatch next, SegmentConfig config, SegmentBirth birth, long nowWallMs) {
        long relativeOffset = next.lastOffset() - baseOffset;
        if (relativeOffset < 0 || relativeOffset > Integer.MAX_VALUE) {
            return Optional.of(RollReason.OFFSET_RANGE);
        }
        if (sizeBytes == 0) {
            return Optional.empty();
        }
        if ((long) sizeBytes + next.sizeBytes() > config.segmentBytes()) {
            return Optional.of(RollReason.SIZE);
        }
        long ageMs =
                firstTimestampMs >= 0 ? next.maxTimestampMs() - firstTimestampMs : nowWallMs - birth.createdWallMs();
        if (ageMs > config.segmentMs() - birth.rollJitterMs()) {
            return Optional.of(RollReason.AGE);
        }
        if (offsetIndexFull(config)) {
            return Optional.of(RollReason.OFFSET_INDEX_FULL);
        }
        return timeIndexFull(config) ? Optional.of(RollReason.TIME_INDEX_FULL) : Optional.empty();
    }

    /** The end as readers see it. */
    SegmentEnd end() {
        return new SegmentEnd(nextOffset, sizeBytes, maxTimestampMs, maxTimestampOffset);
    }

    long baseOffset() {
        return baseOffset;
    }

    long nextOffset() {
        return nextOffset;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    long maxTimestampMs() {
        return maxTimestampMs;
    }

    long maxTimestampOffset() {
        return maxTimestampOffset;
    }

    private boolean offsetIndexFull(SegmentConfig config) {
        return offsetEntryCount >= config.segmentIndexBytes() / OffsetIndex.ENTRY_BYTES;
    }

    private boolean timeIndexFull(SegmentConfig config) {
        return timeEntryCount >= config.segmentIndexBytes() / TimeIndex.ENTRY_BYTES - 1;
    }
}
