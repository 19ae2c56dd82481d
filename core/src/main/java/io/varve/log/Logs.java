package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.Surroundings;
import io.varve.journal.EntryKind;
import io.varve.journal.Journal;
import io.varve.journal.JournalRecovery;
import io.varve.journal.JournalSizes;
import io.varve.journal.JournalTail;
import io.varve.journal.LogKey;
import io.varve.segment.FileCache;
import io.varve.segment.IndexCache;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
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

    private static final String JOURNAL_FOLDER = "journal";

    private static final Logger LOGGER = LoggerFactory.getLogger(Logs.class);

    private final LogShared shared;
    private final JournalRecovery recovery;
    private final JournalTail tail;

    /** In an order that is the same each time, so that closing them is: by name, and those of deleted topics by id. */
    private final Set<PartitionLog> open = new ConcurrentSkipListSet<>(Comparator.comparing(PartitionLog::name)
            .thenComparing(log -> log.place().topicId()));

    /**
     * Reads the checkpoint and starts the background threads.
     *
     * @param storeDirectory the store's folder
     * @param surroundings disk, clock, randomness, threads
     * @param hotBytes the bound on memory for the newest batches of all logs
     * @param journalBytes the bound on the journal's files
     */
    public Logs(Path storeDirectory, Surroundings surroundings, long hotBytes, long journalBytes) {
        Disk disk = surroundings.disk();
        Checkpointer checkpointer = new Checkpointer(disk, storeDirectory, surroundings.workers());
        Path folder = storeDirectory.resolve(JOURNAL_FOLDER);
        this.recovery = new JournalRecovery(disk, folder, checkpointer.journalMark());
        this.tail = recovery.read(surroundings.entropy().nextUuid().getMostSignificantBits());
        Journal journal = new Journal(
                disk,
                folder,
                JournalSizes.of(journalBytes),
                tail,
                surroundings.workers(),
                checkpointer::freeJournalSoon);
        Spiller spiller = new Spiller(surroundings.workers());
        this.shared = new LogShared(
                surroundings,
                new HotMemory(hotBytes, spiller::everythingThatLingers),
                spiller,
                checkpointer,
                journal,
                new FetchBuffers(),
                new EncoderPool(),
                new FileCache(OPEN_FILES_MAX),
                new IndexCache(INDEX_BYTES_MAX));
    }

    /** Opens a log, recovering it where needed; its folder exists. */
    public PartitionLog open(LogPlace place, LogConfig config) {
        LogRemains remains = new LogRemains(
                shared.checkpointer().marksOf(place),
                Optional.ofNullable(tail.logs().get(place.key())));
        PartitionLog log = PartitionLog.open(place, config, shared, remains);
        open.add(log);
        shared.checkpointer().add(log);
        return log;
    }

    /**
     * Told when the logs of all topics are open: appends to them what the journal holds beyond their ends. From now on
     * the checkpoint may be written.
     */
    public void opened() {
        if (!tail.logs().isEmpty()) {
            recovery.force(tail); // nothing is shown to readers that a power cut could still take away
            Map<LogKey, PartitionLog> byKey = new HashMap<>();
            open.forEach(log -> byKey.put(log.place().key(), log));
            recovery.replay(tail, (entry, batches) -> {
                PartitionLog log = byKey.get(entry.log());
                if (log != null && entry.kind() != EntryKind.START) { // its topic may be deleted since
                    log.replay(entry.fromOffset(), entry.endOffset(), batches);
                }
            });
        }
        shared.checkpointer().start(shared.journal());
        if (!tail.logs().isEmpty()) {
            shared.checkpointer().freeJournalSoon();
        }
    }

    /** Forces the segments of all logs where the journal holds something of them, and stores the checkpoint. */
    public void checkpoint() {
        shared.checkpointer().write(true);
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
        first = Closing.attempt(() -> shared.checkpointer().write(false), first);
        first = Closing.attempt(this::closeJournal, first);
        shared.spiller().close();
        shared.encoders().close();
        shared.buffers().close();
        if (first != null) {
            throw first;
        }
    }

    /** What is in no segment for certain stays in the journal, for the next session. */
    private void closeJournal() {
        boolean allForced = open.stream().allMatch(log -> log.neededSequence() == DurableEnd.NONE_NEEDED);
        shared.journal().close(allForced && shared.checkpointer().isWritten());
    }
}
