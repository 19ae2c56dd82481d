package io.varve;

import io.varve.error.ClosedException;
import io.varve.log.PartitionLog;
import io.varve.log.RecordWalk;
import io.varve.log.VisibleWait;
import io.varve.record.Record;
import java.time.Duration;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The walk of one reader over one log, within the limits of its options. */
final class LogCursor implements Cursor {

    private final PartitionLog log;
    private final RecordWalk walk;
    private final VisibleWait wait;
    private final long toOffset;
    private final boolean countsBytes;
    private final boolean isUnlimited;
    private long recordsLeft;
    private long bytesLeft;

    /** The visible end when it was last looked at: saves a volatile read for each record. */
    private long knownEndOffset;

    /**
     * Who moved it last: only that thread may give the buffer back, another one might still be reading from it. Written
     * by the cursor's thread before it looks at {@link #closed}, read by the closing one after it has set that: one of
     * the two sees the other.
     */
    private volatile @Nullable Thread reader;

    /** Set by any thread, read by the cursor's when it begins to move it and before each fetch. */
    private volatile boolean closed;

    LogCursor(PartitionLog log, ReadOptions options) {
        this.log = log;
        this.walk = log.walk(options.fromOffset());
        this.wait = log.visibleWait();
        this.toOffset = options.toOffset();
        this.recordsLeft = options.maxRecords();
        this.bytesLeft = options.maxBytes();
        this.countsBytes = options.maxBytes() != Long.MAX_VALUE;
        this.isUnlimited = !countsBytes && options.maxRecords() == Long.MAX_VALUE;
    }

    /** Nearly all steps stay within a batch, and where nothing has to be counted nothing else needs to be looked at. */
    @Override
    public boolean next() {
        return isUnlimited && reader == Thread.currentThread() && walk.nextWithin() || nextChecked();
    }

    private boolean nextChecked() {
        if (recordsLeft <= 0 || bytesLeft <= 0) {
            return false;
        }
        Thread self = Thread.currentThread();
        if (reader != self) {
            reader = self;
            checkOpen();
        }
        if (!walk.next(knownEndOffset) && !nextBehindKnownEnd()) {
            return false;
        }
        if (!isUnlimited) {
            recordsLeft--;
        }
        if (countsBytes) {
            bytesLeft -= walk.record().keyBytes() + walk.record().valueBytes();
        }
        return true;
    }

    private boolean nextBehindKnownEnd() {
        checkOpen();
        long endOffset = Math.min(log.visibleEndOffset(), toOffset);
        if (endOffset <= knownEndOffset && walk.position() >= endOffset) {
            return false;
        }
        knownEndOffset = endOffset;
        if (walk.next(endOffset)) {
            return true;
        }
        if (walk.position() < endOffset) {
            log.checkWritable(); // a failed write took these records with it: say so
        }
        return false;
    }

    @Override
    public Record record() {
        return walk.record();
    }

    @Override
    public long position() {
        return walk.position();
    }

    @Override
    public boolean await(Duration atMost) {
        checkOpen();
        if (recordsLeft <= 0 || bytesLeft <= 0 || walk.position() >= toOffset) {
            return false;
        }
        boolean reached = wait.until(walk.position() + 1, Waits.nanos(atMost));
        checkOpen();
        return reached;
    }

    @Override
    public Stream<Record> stream() {
        Spliterator<Record> records =
                new Spliterators.AbstractSpliterator<>(
                        Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE) {
                    @Override
                    public boolean tryAdvance(Consumer<? super Record> action) {
                        if (!next()) {
                            return false;
                        }
                        action.accept(record().copy());
                        return true;
                    }
                };
        return StreamSupport.stream(records, false).onClose(this::close);
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the cursor of " + log.place().name());
        }
        log.checkReadable();
    }

    @Override
    public void close() {
        closed = true;
        wait.end();
        Thread lastReader = reader;
        if (lastReader == null || lastReader == Thread.currentThread()) {
            walk.close();
        }
    }
}
