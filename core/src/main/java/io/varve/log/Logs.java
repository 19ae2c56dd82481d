package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Surroundings;
import io.varve.segment.FileCache;
import io.varve.segment.IndexCache;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of one store, and what they share. Knows, opens and closes them; nothing passes through here on the way of a
 * record.
 *
 * <p>Threads: any.
 */
public final class Logs implements AutoCloseable {

    /** Indexes of sealed segments in memory: at 0.3 % of the log, those of 20 GiB. */
    private static final long INDEX_BYTES_MAX = 64L << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(Logs.class);

    private final LogShared shared;
    private final Map<CheckpointKey, LogHandle> handles = new ConcurrentHashMap<>();

    /**
     * Reads the checkpoint and starts the background threads.
     *
     * @param storeDirectory the store's folder
     * @param surroundings disk, clock, randomness, threads
     * @param hotBytes the bound on memory for the newest batches of all logs
     * @param openFilesMax the bound on open files of all segments
     */
    public Logs(Path storeDirectory, Surroundings surroundings, long hotBytes, int openFilesMax) {
        Checkpointer checkpointer = new Checkpointer(surroundings.disk(), storeDirectory, surroundings.workers());
        Spiller spiller = new Spiller(surroundings.workers());
        this.shared = new LogShared(
                surroundings,
                new HotMemory(hotBytes, spiller::everythingThatLingers),
                spiller,
                checkpointer,
                new FetchBuffers(),
                new EncoderPool(),
                new FileCache(openFilesMax),
                new IndexCache(INDEX_BYTES_MAX));
    }

    /**
     * Makes a log known; its folder exists. Nothing of it is read before it is used for the first time.
     *
     * @param claim called when it is opened, before any of its files is touched: makes sure that the folder is its own
     */
    public LogHandle add(LogPlace place, LogConfig config, Runnable claim) {
        LogHandle handle = new LogHandle(place, config, (which, now) -> {
            claim.run();
            return open(which, now);
        });
        shared.checkpointer().carry(place);
        handles.put(place.key(), handle);
        return handle;
    }

    /** A log that is known, open or not. */
    public Optional<LogHandle> handle(UUID topicId, int partition) {
        return Optional.ofNullable(handles.get(new CheckpointKey(topicId, partition)));
    }

    private PartitionLog open(LogPlace place, LogConfig config) {
        PartitionLog log =
                PartitionLog.open(place, config, shared, shared.checkpointer().marksOf(place));
        shared.checkpointer().add(log);
        return log;
    }

    /** Told when the logs of all topics are known: from now on the checkpoint may be written. */
    public void opened() {
        shared.checkpointer().start();
    }

    /**
     * Ends the use of a log whose files are about to be deleted; that they cannot be closed well is no reason to stop.
     */
    public void discard(LogHandle handle) {
        Optional<PartitionLog> open = handle.end();
        handles.remove(handle.place().key(), handle);
        shared.checkpointer().remove(handle.place());
        try {
            open.ifPresent(PartitionLog::discard);
        } catch (StorageFailedException failure) {
            LOGGER.warn("closing {}, which is being deleted", handle, failure);
        }
    }

    /**
     * Makes all open logs durable, stores the checkpoint, closes everything; the first failure is thrown in the end.
     * Logs that were not used stay as they are, and so do their marks.
     */
    @Override
    public void close() {
        @Nullable RuntimeException first = null;
        shared.checkpointer().close();
        for (LogHandle handle : handles.values()) {
            Optional<PartitionLog> open = handle.end();
            if (open.isPresent()) {
                first = Closing.attempt(open.get()::close, first);
            }
        }
        first = Closing.attempt(shared.checkpointer()::write, first);
        shared.spiller().close();
        shared.encoders().close();
        shared.buffers().close();
        if (first != null) {
            throw first;
        }
    }
}
