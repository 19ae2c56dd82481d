package io.varve;

import io.varve.error.OffsetOutOfRangeException;
import io.varve.log.LogHandle;
import io.varve.log.PartitionLog;
import io.varve.log.Placement;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A partition as its users see it: a log, opened when it is first used, and the durability that each append waits for.
 */
final class StorePartition implements Partition {

    private final String topic;
    private final int index;
    private final LogHandle handle;

    StorePartition(String topic, int index, LogHandle handle) {
        this.topic = topic;
        this.index = index;
        this.handle = handle;
    }

    LogHandle handle() {
        return handle;
    }

    /** Opens the log at the first call. */
    PartitionLog log() {
        return handle.log();
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public Receipt append(NewRecord record, AppendOptions options) {
        PartitionLog log = log();
        return committed(log, log.append(record, options.expectedOffset()), options);
    }

    @Override
    public Receipt append(List<NewRecord> records, AppendOptions options) {
        PartitionLog log = log();
        return committed(log, log.append(records, options.expectedOffset()), options);
    }

    @Override
    public Receipt append(PreparedBatch batch, AppendOptions options) {
        PartitionLog log = log();
        return committed(log, log.append(batch.buffer(), batch.facts(), options.expectedOffset()), options);
    }

    @Override
    public Receipt appendReplicated(ByteBuffer batches, AppendOptions options) {
        PartitionLog log = log();
        return committed(log, log.appendReplicated(batches, options.expectedOffset()), options);
    }

    private Receipt committed(PartitionLog log, Placement placement, AppendOptions options) {
        Durability durability = options.durability().orElse(handle.config().durability());
        log.commit(placement.endOffset(), durability);
        return receipt(placement, durability);
    }

    Receipt receipt(Placement placement, Durability durability) {
        return new Receipt(
                topic, index, placement.offset(), placement.recordCount(), placement.timestampMs(), durability);
    }

    @Override
    public long startOffset() {
        return log().startOffset();
    }

    @Override
    public long endOffset() {
        return log().endOffset();
    }

    @Override
    public long visibleEndOffset() {
        return log().visibleEndOffset();
    }

    @Override
    public Cursor read(ReadOptions options) {
        PartitionLog log = log();
        log.checkReadable();
        long from = options.fromOffset();
        if (from < log.startOffset() || from > log.visibleEndOffset()) {
            throw new OffsetOutOfRangeException(log.place().name(), from, log.startOffset(), log.visibleEndOffset());
        }
        return new LogCursor(log, options);
    }

    @Override
    public Optional<OffsetAndTimestamp> firstAtOrAfter(long timestampMs) {
        return log().firstAtOrAfter(timestampMs)
                .map(found -> new OffsetAndTimestamp(found.offset(), found.timestampMs()));
    }

    @Override
    public long deleteRecordsBefore(long offset) {
        return log().deleteBefore(offset);
    }

    @Override
    public void flush() {
        handle.ifOpen().ifPresent(PartitionLog::flush); // whoever never used it has nothing to make durable
    }

    @Override
    public PartitionStatistics statistics() {
        PartitionLog log = log();
        return new PartitionStatistics(
                topic,
                index,
                log.startOffset(),
                log.visibleEndOffset(),
                log.durableEndOffset(),
                log.endOffset(),
                log.segmentCount(),
                log.sizeBytes());
    }

    @Override
    public String toString() {
        return "partition " + handle.place().name();
    }
}
