package io.varve.testkit;

import io.varve.OffsetAndTimestamp;
import io.varve.ReadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a partition must answer, computed the plain way: records in a sorted map, every question answered by walking
 * through it.
 *
 * <p>Threads: one.
 */
public final class PartitionModel {

    private final NavigableMap<Long, StoredRecord> records = new TreeMap<>();
    private long startOffset;
    private long endOffset;

    /** The first offset that exists. */
    public long startOffset() {
        return startOffset;
    }

    /** The offset that the next record gets. */
    public long endOffset() {
        return endOffset;
    }

    /** Everything it holds, in offset order. */
    public List<StoredRecord> records() {
        return List.copyOf(records.values());
    }

    /** Adds a record at the end or, where its offset leaves a gap, behind it. */
    public void add(StoredRecord record) {
        if (record.offset() < endOffset) {
            throw new IllegalArgumentException(record + " lies before the end " + endOffset);
        }
        records.put(record.offset(), record);
        endOffset = record.offset() + 1;
    }

    /** Moves the end, where the last offsets hold no records. */
    public void endAt(long newEndOffset) {
        endOffset = Math.max(endOffset, newEndOffset);
    }

    /** Removes the records before an offset. */
    public void deleteBefore(long offset) {
        if (offset > startOffset) {
            startOffset = offset;
            records.headMap(offset).clear();
        }
    }

    /** Takes away what a crash took: everything from an offset on. */
    public void cut(long newEndOffset) {
        records.tailMap(newEndOffset).clear();
        endOffset = newEndOffset;
        startOffset = Math.min(startOffset, newEndOffset);
    }

    /** What a reader gets, where it sees everything. */
    public List<StoredRecord> read(ReadOptions options) {
        List<StoredRecord> read = new ArrayList<>();
        long recordsLeft = options.maxRecords();
        long bytesLeft = options.maxBytes();
        for (StoredRecord record : records.tailMap(options.fromOffset()).values()) {
            if (record.offset() >= options.toOffset() || recordsLeft <= 0 || bytesLeft <= 0) {
                break;
            }
            read.add(record);
            recordsLeft--;
            bytesLeft -= record.sizeBytes();
        }
        return read;
    }

    /** The first record before an end, in offset order, that is dated at or after a time. */
    public Optional<OffsetAndTimestamp> firstAtOrAfter(long timestampMs, long visibleEndOffset) {
        return records.headMap(visibleEndOffset).values().stream()
                .filter(record -> record.timestampMs() >= timestampMs)
                .findFirst()
                .map(record -> new OffsetAndTimestamp(record.offset(), record.timestampMs()));
    }
}
