package io.varve.bench.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.bookkeeper.bookie.Journal;
import org.apache.bookkeeper.bookie.LedgerDirsManager;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.util.DiskChecker;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a BookKeeper bookie without the bookie: it forces entries in groups and tells each when it is on the
 * device. Its own defaults, but that it flushes when nothing more waits: by default it waits for 2 ms for company, so
 * that a single writer would measure nothing else.
 */
public final class BookKeeperJournal implements AutoCloseable {

    /** How the peer is called in tables. */
    public static final String NAME = "BookKeeper journal";

    private static final long LEDGER = 1;
    private static final float FULL = 0.999f;

    private final Journal journal;
    private final AtomicLong nextEntry = new AtomicLong();

    /** Makes an empty journal in a folder. */
    public BookKeeperJournal(Path folder) throws IOException {
        Path journals = Files.createDirectory(folder.resolve("journal"));
        File ledgers = Files.createDirectories(folder.resolve("ledgers").resolve("current"))
                .toFile();
        ServerConfiguration configuration = new ServerConfiguration();
        configuration.setJournalFlushWhenQueueEmpty(true);
        configuration.setJournalDirName(journals.toString());
        LedgerDirsManager folders =
                new LedgerDirsManager(configuration, new File[] {ledgers}, new DiskChecker(FULL, FULL));
        journal = new Journal(0, journals.toFile(), configuration, folders);
        journal.start();
    }

    /** Writes an entry; returns when it is on the device. */
    public void append(byte[] value) throws IOException {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        append(value, failure -> {
            if (failure == null) {
                safe.complete(null);
            } else {
                safe.completeExceptionally(failure);
            }
        });
        try {
            safe.join();
        } catch (CompletionException failed) {
            throw new IOException("an entry was refused", failed);
        }
    }

    /** Writes an entry and tells, on a thread of the journal, how it went. */
    public void append(byte[] value, Consumer<@Nullable Throwable> answer) throws IOException {
        long number = nextEntry.getAndIncrement();
        ByteBuf entry = PooledByteBufAllocator.DEFAULT.directBuffer(2 * Long.BYTES + value.length);
        entry.writeLong(LEDGER).writeLong(number).writeBytes(value);
        try {
            journal.logAddEntry(
                    LEDGER,
                    number,
                    entry,
                    false,
                    (code, _, _, _, _) ->
                            answer.accept(code == 0 ? null : new IOException("the journal answered with code " + code)),
                    entry);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the journal's queue was full", interrupted);
        } finally {
            entry.release(); // the journal holds it for itself
        }
    }

    @Override
    public void close() {
        journal.shutdown();
    }
}
