package io.varve.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/** Kafka's partition log over files that are there already and stay. */
public final class LoadedLog implements AutoCloseable {

    private static final int PRODUCER_EXPIRATION_MS = 86_400_000;
    private static final int TRANSACTION_TIMEOUT_MS_MAX = 300_000;
    private static final int EXPIRATION_CHECK_INTERVAL_MS = 600_000;
    private static final int LOG_DIR_FAILURES = 10;
    private static final BrokerTopicStats STATISTICS = new BrokerTopicStats();

    private final UnifiedLog log;

    /** The thread that logs leave work to, even when they are closed. */
    public static final class Background implements AutoCloseable {

        private final KafkaScheduler scheduler = new KafkaScheduler(1);

        /** Starts the thread. */
        public Background() {
            scheduler.startup();
        }

        /** Ends the thread when what was left to it is done. */
        @Override
        public void close() {
            try {
                scheduler.shutdown();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private LoadedLog(Background background, Path folder, long recoveryPoint, boolean orderly) throws IOException {
        this.log = UnifiedLog.create(
                folder.toFile(),
                new LogConfig(Map.of()),
                0,
                recoveryPoint,
                background.scheduler,
                STATISTICS,
                Time.SYSTEM,
                TRANSACTION_TIMEOUT_MS_MAX,
                new ProducerStateManagerConfig(PRODUCER_EXPIRATION_MS, false),
                EXPIRATION_CHECK_INTERVAL_MS,
                new LogDirFailureChannel(LOG_DIR_FAILURES),
                orderly,
                Optional.empty());
    }

    /** Makes a log; its folder is named after a topic and a partition. */
    public static LoadedLog empty(Background background, Path folder) throws IOException {
        return new LoadedLog(background, Files.createDirectory(folder), 0, true);
    }

    /** Loads a log that was closed in order and whose records are on the device up to an offset. */
    public static LoadedLog afterOrderlyEnd(Background background, Path folder, long recoveryPoint) throws IOException {
        return new LoadedLog(background, folder, recoveryPoint, true);
    }

    /** Loads a log of which nothing is known to be on the device: all of its batches are checked. */
    public static LoadedLog afterCrash(Background background, Path folder) throws IOException {
        return new LoadedLog(background, folder, 0, false);
    }

    /** Appends a batch. */
    public void append(MemoryRecords batch) throws IOException {
        log.appendAsLeader(batch, 0);
    }

    /** The offset that the next record gets. */
    public long endOffset() {
        return log.logEndOffset();
    }

    /** What the log's files hold. */
    public long sizeBytes() {
        return log.size();
    }

    /** Finds and reads the batch at an offset. */
    public void readAt(long offset) throws IOException {
        FileRecords found = (FileRecords) log.read(offset, 1, FetchIsolation.LOG_END, true).records;
        for (RecordBatch batch : found.batches()) {
            batch.ensureValid();
            return;
        }
        throw new IOException("no record at offset " + offset);
    }

    @Override
    public void close() {
        log.close();
    }
}
