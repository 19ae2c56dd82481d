package io.varve;

import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One ordered log of a topic. Offsets are given in the order of appending, starting at 0, without gaps. Any number of
 * threads may append and read at once.
 *
 * <p>The log is opened by the first verb that asks or changes it. Where its files are damaged, that verb and each later
 * one throws {@link io.varve.error.CorruptionException}; other partitions are not concerned.
 */
public sealed interface Partition permits StorePartition {

    /** The topic's name. */
    String topic();

    /** Its index in the topic. */
    int index();

    /** Appends one record with the topic's durability. */
    default Receipt append(NewRecord record) {
        return append(record, AppendOptions.DEFAULT);
    }

    /**
     * Appends one record; returns when the durability is reached.
     *
     * @throws io.varve.error.RecordTooLargeException above max.message.bytes
     * @throws io.varve.error.InvalidTimestampException outside the topic's bounds
     * @throws io.varve.error.UnexpectedOffsetException where another offset is next than the options name
     */
    Receipt append(NewRecord record, AppendOptions options);

    /** Appends records as one batch with the topic's durability: all of them or none, at consecutive offsets. */
    default Receipt append(List<NewRecord> records) {
        return append(records, AppendOptions.DEFAULT);
    }

    /** Appends records as one batch: all of them or none, at consecutive offsets. */
    Receipt append(List<NewRecord> records, AppendOptions options);

    /** Appends a batch that was prepared ahead, or that a Kafka client made; its records are stored byte for byte. */
    Receipt append(PreparedBatch batch, AppendOptions options);

    /**
     * Appends whole batches that carry offsets and leader epochs of their own, byte for byte, for replication and
     * restore. Offsets must ascend from the end of the log on; gaps are kept.
     *
     * @param batches one or more batches; position and limit are left as they were
     */
    Receipt appendReplicated(ByteBuffer batches, AppendOptions options);

    /** The first offset that exists. */
    long startOffset();

    /** The offset that the next record gets. */
    long endOffset();

    /** The end for readers: one past the last record that has reached the topic's durability. */
    long visibleEndOffset();

    /** Reads from an offset to the visible end at the time of each step. */
    default Cursor read(long fromOffset) {
        return read(ReadOptions.from(fromOffset));
    }

    /**
     * Reads records in offset order.
     *
     * @throws io.varve.error.OffsetOutOfRangeException where the first offset is below the start or above the visible
     *     end
     */
    Cursor read(ReadOptions options);

    /**
     * The first visible record, in offset order, whose timestamp is at or after a time.
     *
     * @param timestampMs in ms since 1970
     */
    Optional<OffsetAndTimestamp> firstAtOrAfter(long timestampMs);

    /**
     * Removes the records before an offset: readers can't reach them from now on, not after a restart either, and files
     * that hold nothing else are removed.
     *
     * @param offset the new start; at most the visible end; at or below the present start it changes nothing
     * @return the start offset after the call
     */
    long deleteRecordsBefore(long offset);

    /** Makes everything that was appended to this partition before this call durable. */
    void flush();

    /** Figures at this moment. */
    PartitionStatistics statistics();

    /** The record at an offset, as a copy; empty where compaction or a gap left none there. */
    default Optional<Record> recordAt(long offset) {
        try (Cursor cursor = read(ReadOptions.from(offset).to(offset + 1))) {
            return cursor.next() ? Optional.of(cursor.record().copy()) : Optional.empty();
        }
    }
}
