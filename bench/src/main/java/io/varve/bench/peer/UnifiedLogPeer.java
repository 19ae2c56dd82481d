package io.varve.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/**
 * Kafka's partition log without a broker around it. An append is in the operating system when it returns; nothing is
 * forced unless {@link #flush} is called.
 */
public final class UnifiedLogPeer implements AutoCloseable {

    /** How the peer is called in tables. */
    public static final String NAME = "Kafka UnifiedLog";

    private static final int PRODUCER_EXPIRATION_MS = 86_400_000;
    private static final int TRANSACTION_TIMEOUT_MS_MAX = 300_000;
    private static final int EXPIRATION_CHECK_INTERVAL_MS = 600_000;
    private static final int LOG_DIR_FAILURES = 10;
    private static final int FETCH_BYTES = 1 << 20;

    private final UnifiedLog log;
    private final KafkaScheduler scheduler;
    private final ByteBuffer fetched = ByteBuffer.allocate(FETCH_BYTES);

    private UnifiedLogPeer(UnifiedLog log, KafkaScheduler scheduler) {
        this.log = log;
        this.scheduler = scheduler;
    }

    /** Makes an empty log in a folder. */
    public static UnifiedLogPeer open(Path folder) throws IOException {
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        UnifiedLog log = UnifiedLog.create(
                Files.createDirectory(folder.resolve("bench-0")).toFile(),
                new LogConfig(Map.of()),
                0,
                0,
                scheduler,
                new BrokerTopicStats(),
                Time.SYSTEM,
                TRANSACTION_TIMEOUT_MS_MAX,
                new ProducerStateManagerConfig(PRODUCER_EXPIRATION_MS, false),
                EXPIRATION_CHECK_INTERVAL_MS,
                new LogDirFailureChannel(LOG_DIR_FAILURES),
                true,
                Optional.of(Uuid.randomUuid()));
        return new UnifiedLogPeer(log, scheduler);
    }

    /** Encodes values as one batch, as a producer does: {@code none, gzip, snappy, lz4, zstd} at their usual levels. */
    public static MemoryRecords encode(String codec, long timestampMs, List<byte[]> values) {
        SimpleRecord[] records = new SimpleRecord[values.size()];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(timestampMs, values.get(i));
        }
        return MemoryRecords.withRecords(
                Compression.of(CompressionType.forName(codec)).build(), records);
    }

    /** Encodes records without compression as one batch. */
    public static MemoryRecords encode(SimpleRecord... records) {
        return MemoryRecords.withRecords(Compression.NONE, records);
    }

    /** Appends a batch, in which the log sets the offsets. */
    public void append(MemoryRecords batch) throws IOException {
        log.appendAsLeader(batch, 0);
    }

    /** Appends a batch that was appended before: its offset, which the log has set then, is set back first. */
    public void appendAgain(MemoryRecords batch) throws IOException {
        batch.buffer().putLong(0, 0L);
        append(batch);
    }

    /** Forces what was appended to the device. */
    public void flush() {
        log.flush(false);
    }

    /** The offset that the next record gets. */
    public long endOffset() {
        return log.logEndOffset();
    }

    /**
     * Reads everything in large fetches, checks every batch's checksum, and adds up the places of all values, from 1.
     */
    public long sumOfPlaces() throws IOException {
        long sum = 0;
        long offset = 0;
        long end = log.logEndOffset();
        while (offset < end) {
            for (MutableRecordBatch batch : fetch(offset, FETCH_BYTES).batches()) {
                batch.ensureValid();
                for (Record record : batch) {
                    sum += 1 + record.value().getLong(0);
                }
                offset = batch.nextOffset();
            }
        }
        return sum;
    }

    /** Finds the record at an offset, checks its batch's checksum, and gives its sequence number. */
    public long sequenceAt(long offset) throws IOException {
        for (MutableRecordBatch batch : fetch(offset, 1).batches()) {
            batch.ensureValid();
            for (Record record : batch) {
                if (record.offset() == offset) {
                    return record.value().getLong(0);
                }
            }
        }
        throw new IllegalStateException("no record at offset " + offset);
    }

    /** The offset of the first record at or after a time. */
    public long offsetAtTime(long timestampMs) {
        return log.fetchOffsetByTimestamp(timestampMs, Optional.empty())
                .timestampAndOffsetOpt()
                .orElseThrow()
                .offset;
    }

    private MemoryRecords fetch(long offset, int bytesMax) throws IOException {
        FileRecords found = (FileRecords) log.read(offset, bytesMax, FetchIsolation.LOG_END, true).records;
        fetched.clear().limit(Math.min(found.sizeInBytes(), FETCH_BYTES));
        found.readInto(fetched, 0);
        return MemoryRecords.readableRecords(fetched);
    }

    /** Removes the log without forcing it first. */
    @Override
    public void close() throws IOException {
        log.delete();
        try {
            scheduler.shutdown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
