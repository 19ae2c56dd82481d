package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Surroundings;
import io.varve.segment.FileCache;
import io.varve.segment.IndexCache;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of one store, and what they share. Opens and closes; nothing passes through here on the way of a record.
 *
 * <p>Threads: any.
 */
public final class Logs implements AutoCloseable {

    /** Sealed segments that are being read keep a file open; the rest of a process's usual 1,024 is left to others. */
    private static final int OPEN_FILES_MAX = 512;

    /** Indexes of sealed segments in memory: at 0.3 % of the log, those of 20 GiB. */
    private static final long INDEX_BYTES_MAX = 64L << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(Logs.class);

    private final LogShared shared;
    private final Set<PartitionLog> open = ConcurrentHashMap.newKeySet();

    /**
     * Reads the checkpoint and starts the background threads.
     *
     * @param storeDirectory the store's folder
     * @param surroundings disk, clock, randomness, threads
     * @param hotBytes the bound on memory for the newest batches of all logs
     */
    public Logs(Path storeDirectory, Surroundings surroundings, long hotBytes) {
        Checkpointer checkpointer = new Checkpointer(surroundings.disk(), storeDirectory, surroundings.workers());
        Spiller spiller = new Spiller(surroundings.workers());
        this.shared = new LogShared(
                surroundings,
                new HotMemory(hotBytes, spiller::everythingThatLingers),
                spiller,
                checkpointer,
                new FetchBuffers(new ReadAhead(surroundings.workers())),
                new EncoderPool(),
                new FileCache(OPEN_FILES_MAX),
                new IndexCache(INDEX_BYTES_MAX));
    }

    /** Opens a log, recovering it where needed; its folder exists. */
    public PartitionLog open(LogPlace place, LogConfig config) {
        PartitionLog log =
                PartitionLog.open(place, config, shared, shared.checkpointer().marksOf(place));
        open.add(log);
        shared.checkpointer().add(log);
        return log;
    }

    /** Told when the logs of all topics are open: from now on the checkpoint may be written. */
    public void opened() {
        shared.checkpointer().start();
    }

    /** Closes a log whose files are about to be deleted; that they cannot be closed well is no reason to stop. */
    public void discard(PartitionLog log) {
        shared.checkpointer().remove(log);
        open.remove(log);
        try {
            log.discard();
        } catch (StorageFailedException failure) {
            LOGGER.warn("closing {}, which is being deleted", log, failure);
        }
    }

    /** Makes all logs durable, stores the checkpoint, closes everything; the first failure is thrown in the end. */
    @Override
    public void close() {
        @Nullable RuntimeException first = null;
        shared.checkpointer().close();
        for (PartitionLog log : open) {
            first = Closing.attempt(log::close, first);
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
