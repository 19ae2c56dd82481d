package io.varve.testkit.kafka;

import io.varve.OffsetAndTimestamp;
import io.varve.record.Codec;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.common.TransactionVersion;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogAppendInfo;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogStartOffsetIncrementReason;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/** A partition's folder, opened by Kafka's own engine, without a broker. One thread. */
final class KafkaLog implements AutoCloseable {

    private static final BrokerTopicStats STATISTICS = new BrokerTopicStats();
    private static final int FETCH_BYTES = 1 << 20;
    private static final int PRODUCER_EXPIRY_MS = 86_400_000;

    private final KafkaScheduler scheduler = new KafkaScheduler(1);
    private final UnifiedLog log;

    private KafkaLog(Path folder, Opening opening) throws IOException {
        scheduler.startup();
        this.log = UnifiedLog.create(
                folder.toFile(),
                new LogConfig(kafkaConfiguration(opening.configuration)),
                opening.startOffset,
                opening.recoveryPoint,
                scheduler,
                STATISTICS,
                Time.SYSTEM,
                300_000,
                new ProducerStateManagerConfig(PRODUCER_EXPIRY_MS, false),
                600_000,
                new LogDirFailureChannel(10),
                opening.wasClean,
                opening.topicId.map(id -> new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits())));
    }

    /**
     * What a broker knows of a log before it opens it.
     *
     * @param configuration the topic's, in Varve's keys
     * @param startOffset from {@code log-start-offset-checkpoint}
     * @param recoveryPoint from {@code recovery-point-offset-checkpoint}; segments from there on are checked
     * @param wasClean whether there is a mark of a clean shutdown; otherwise indexes are made again
     * @param topicId the topic's identity
     */
    record Opening(
            Map<String, String> configuration,
            long startOffset,
            long recoveryPoint,
            boolean wasClean,
            Optional<UUID> topicId) {

        static Opening clean(Map<String, String> configuration, LogModel model) {
            return new Opening(configuration, model.startOffset(), model.endOffset(), true, Optional.empty());
        }

        static Opening unclean(Map<String, String> configuration, LogModel model) {
            return new Opening(configuration, model.startOffset(), 0, false, Optional.empty());
        }

        Opening of(UUID id) {
            return new Opening(configuration, startOffset, recoveryPoint, wasClean, Optional.of(id));
        }
    }

    /** @param folder named {@code topic-partition} */
    static KafkaLog open(Path folder, Opening opening) throws IOException {
        return new KafkaLog(folder, opening);
    }

    /** The same configuration in Kafka's keys; below 1 MiB Kafka takes segment sizes only by its tests' key. */
    private static Map<String, String> kafkaConfiguration(Map<String, String> configuration) {
        Map<String, String> translated = new HashMap<>(configuration);
        translated.remove("durability");
        String segmentBytes = translated.remove("segment.bytes");
        if (segmentBytes != null) {
            translated.put(LogConfig.INTERNAL_SEGMENT_BYTES_CONFIG, segmentBytes);
        }
        return translated;
    }

    /** Appends a batch and returns the time that the log gave it, or -1. */
    long append(Codec codec, List<NewRecord> records, int leaderEpoch) throws IOException {
        return append(KafkaRecords.batch(codec, records), leaderEpoch);
    }

    long append(MemoryRecords records, int leaderEpoch) throws IOException {
        LogAppendInfo info = log.appendAsLeader(records, leaderEpoch);
        return info.logAppendTime();
    }

    /** Appends batches that have their offsets, as a follower does. */
    void appendReplicated(ByteBuffer batches, int leaderEpoch) {
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(batches).batches()) {
            ByteBuffer one = ByteBuffer.allocate(batch.sizeInBytes());
            batch.writeTo(one);
            log.appendAsFollower(MemoryRecords.readableRecords(one.flip()), leaderEpoch);
        }
    }

    /** Appends a marker as the transaction coordinator does. */
    void endTransaction(MemoryRecords marker) {
        log.appendAsLeader(
                marker,
                0,
                AppendOrigin.COORDINATOR,
                RequestLocal.noCaching(),
                VerificationGuard.SENTINEL,
                TransactionVersion.TV_1.featureLevel());
    }

    List<StoredRecord> readAll() throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            List<RecordBatch> batches = new ArrayList<>();
            log.read(offset, FETCH_BYTES, FetchIsolation.LOG_END, true)
                    .records
                    .batches()
                    .forEach(batches::add);
            records.addAll(KafkaRecords.decode(batches, offset));
            offset = batches.isEmpty() ? log.logEndOffset() : batches.getLast().nextOffset();
        }
        return records;
    }

    Optional<OffsetAndTimestamp> firstAtOrAfter(long timestampMs) {
        return log.fetchOffsetByTimestamp(timestampMs, Optional.empty())
                .timestampAndOffsetOpt()
                .map(found -> new OffsetAndTimestamp(found.offset, found.timestamp));
    }

    /**
     * Whether records before the start offset share a segment with records behind it. Then Kafka may find a segment for
     * a time by a deleted record and answer that there is none.
     */
    boolean startsInsideASegment() {
        return log.logSegments().getFirst().baseOffset() < log.logStartOffset();
    }

    /**
     * Deletes records as a client does, and lets retention run.
     *
     * @return the base offset of the first segment left
     */
    long deleteBefore(long offset) throws IOException {
        log.updateHighWatermark(log.logEndOffset());
        log.maybeIncrementLogStartOffset(offset, LogStartOffsetIncrementReason.ClientRecordDeletion);
        log.deleteOldSegments();
        return log.logSegments().getFirst().baseOffset();
    }

    long endOffset() {
        return log.logEndOffset();
    }

    /** The bytes of all segments' logs. */
    long sizeBytes() {
        return log.size();
    }

    /** Leaves what a broker's clean shutdown leaves, but does not force it to the device: no test cuts the power. */
    @Override
    public void close() {
        try {
            scheduler.shutdown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
