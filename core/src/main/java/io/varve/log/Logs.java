package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.Failures;
import io.varve.io.FlightRecording;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final String JOURNAL_FOLDER = "journal";

    /** Of what is free when the store is opened the journal takes at most one part in so many. */
    private static final int JOURNAL_SHARE = 8;

    private static final Logger LOGGER = LoggerFactory.getLogger(Logs.class);

    private final Failures failures;
    private final LogShared shared;
    private final JournalRecovery recovery;
    private final JournalTail tail;

    /** From the reading of the journal to the end of its replay; null where nobody records. */
    private final @Nullable RecoveryEvent recovering = FlightRecording.isPossible() ? RecoveryEvent.begun() : null;

    /** In an order that is the same each time, so that closing them is. */
    private final Map<LogKey, LogHandle> handles = new ConcurrentSkipListMap<>();

    /**
     * Reads the checkpoint and starts the background threads.
     *
     * @param storeDirectory the store's folder
     * @param surroundings disk, clock, randomness, threads
     * @param hotBytes the bound on memory for the newest batches of all logs
     * @param journalBytes the bound on the journal's files
     * @param openFilesMax the bound on open files of all segments
     */
    public Logs(Path storeDirectory, Surroundings surroundings, long hotBytes, long journalBytes, int openFilesMax) {
        Disk disk = surroundings.disk();
        this.failures = new Failures(surroundings.clock());
        Checkpointer checkpointer = new Checkpointer(surroundings, storeDirectory, failures);
        Path folder = storeDirectory.resolve(JOURNAL_FOLDER);
        this.recovery = new JournalRecovery(disk, folder, checkpointer.journalMark());
        this.tail = recovery.read(surroundings.entropy().nextUuid().getMostSignificantBits());
        Journal journal = new Journal(
                surroundings,
                folder,
                JournalSizes.of(journalBytesOf(disk, storeDirectory, journalBytes)),
                tail,
                failures,
                checkpointer::freeJournalSoon);
        Spiller spiller = new Spiller(surroundings.workers(), failures);
        HotMemory hot = new HotMemory(hotBytes, spiller::everythingThatLingers);
        this.shared = new LogShared(
                surroundings,
                hot,
                spiller,
                checkpointer,
                journal,
                new DiskRoom(disk, storeDirectory, surroundings.workers(), new DiskRoom.Told() {
                    @Override
                    public void full() {
                        hot.wakeAll();
                    }

                    @Override
                    public void lookSoon() {
                        checkpointer.soon();
                    }
                }),
                new FetchBuffers(new ReadAhead(surroundings.workers())),
                new EncoderPool(),
                new FileCache(openFilesMax),
                new IndexCache(INDEX_BYTES_MAX));
        spiller.start();
    }

    /** A journal takes no more than a part of a small device. */
    private static long journalBytesOf(Disk disk, Path directory, long journalBytes) {
        long shareBytes = disk.usableBytes(directory) / JOURNAL_SHARE;
        return Math.max(JournalSizes.JOURNAL_BYTES_MIN, Math.min(journalBytes, shareBytes));
    }

    /**
     * Gives up what is held in reserve for a step that makes room on a full device; true where it may be tried again.
     */
    public boolean makeRoom() {
        return shared.room().makeRoom();
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
    Optional<LogHandle> handle(LogKey key) {
        return Optional.ofNullable(handles.get(key));
    }

    private PartitionLog open(LogPlace place, LogConfig config) {
        LogRemains remains = new LogRemains(
                shared.checkpointer().marksOf(place),
                Optional.ofNullable(tail.logs().get(place.key())),
                tail.frames(),
                shared.checkpointer().hasRead());
        PartitionLog log = PartitionLog.open(place, config, shared, remains);
        shared.checkpointer().add(log);
        return log;
    }

    /**
     * Told when the logs of all topics are known: opens those that the journal names, and appends to them what it holds
     * beyond their ends; where one of them cannot be opened, the store can't, as the journal must be kept for it. From
     * now on the checkpoint may be written.
     */
    public void opened() {
        long batchBytes = tail.logs().isEmpty() ? 0 : replay();
        if (recovering != null) {
            recovering.end(tail, batchBytes);
        }
        shared.checkpointer().start(shared.journal(), shared.room()::tend);
        if (!tail.logs().isEmpty()) {
            shared.checkpointer().freeJournalSoon();
        }
    }

    /** Gives how many bytes of batches the journal held. */
    private long replay() {
        recovery.force(tail); // nothing is shown to readers that a power cut could still take away
        Map<LogKey, PartitionLog> named = openNamed();
        AtomicLong batchBytes = new AtomicLong();
        recovery.replay(tail, (entry, batches) -> {
            batchBytes.addAndGet(batches.remaining());
            PartitionLog log = named.get(entry.log());
            if (log != null && entry.kind() != EntryKind.START) {
                log.replay(entry.fromOffset(), entry.endOffset(), batches);
            }
        });
        return batchBytes.get();
    }

    /** The logs that the journal names, opened; without those whose topics were deleted since. */
    private Map<LogKey, PartitionLog> openNamed() {
        Map<LogKey, PartitionLog> named = new HashMap<>();
        for (LogKey key : tail.logs().keySet()) {
            handle(key).ifPresent(handle -> named.put(key, handle.log()));
        }
        return named;
    }

    /** How all of it fares: asks no disk and waits for nobody who does. */
    public LogsCondition condition() {
        List<LogFailure> logFailures = handles.values().stream()
                .flatMap(handle -> handle.failure().stream())
                .toList();
        return new LogsCondition(
                shared.journal().usage(),
                shared.journal().stopReason(),
                Optional.ofNullable(shared.room().reason()),
                shared.checkpointer().ageMs(),
                logFailures,
                failures.present());
    }

    /** Forces the segments of all logs where the journal holds something of them, and stores the checkpoint. */
    public void checkpoint() {
        shared.checkpointer().write(true);
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
        first = Closing.attempt(this::writeLastCheckpoint, first);
        first = Closing.attempt(this::closeJournal, first);
        shared.spiller().close();
        shared.encoders().close();
        shared.buffers().close();
        if (first != null) {
            throw first;
        }
    }

    /** A full device has no room for it: then the last one holds, and the journal is kept. */
    private void writeLastCheckpoint() {
        try {
            shared.checkpointer().write(false);
        } catch (StorageFailedException failure) {
            if (failure.kind() != StorageFailedException.Kind.NO_SPACE) {
                throw failure;
            }
            LOGGER.warn("no checkpoint at the end: {}", failure.getMessage());
        }
    }

    /** What is in no segment for certain stays in the journal, for the next session. */
    private void closeJournal() {
        boolean allForced = handles.values().stream()
                .flatMap(handle -> handle.ifOpen().stream())
                .allMatch(log -> log.neededFrames().isEmpty());
        shared.journal().close(allForced && shared.checkpointer().isWritten());
    }
}
