package io.varve.journal;

import io.varve.error.StorageFailedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A log for the journal: offsets that are pending, and those who wait for them. */
final class TestSource implements JournalSource {

    /** Somebody who waits; told how often. */
    static final class Waiter {
        final long endOffset;
        final CompletableFuture<@Nullable RuntimeException> outcome = new CompletableFuture<>();
        final AtomicInteger tellings = new AtomicInteger();

        Waiter(long endOffset) {
            this.endOffset = endOffset;
        }

        void tell(@Nullable RuntimeException failure) {
            tellings.incrementAndGet();
            outcome.complete(failure);
        }
    }

    final LogKey log;
    final Journal journal;
    final int bytesEach;
    final int largeFrom;
    final QueuePlace place = new QueuePlace(this);
    final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    final List<Waiter> all = new ArrayList<>();
    final AtomicInteger forced = new AtomicInteger();

    private long appended;
    private long committed;
    private long taken;

    TestSource(Journal journal, int index, int bytesEach, int largeFrom) {
        this.journal = journal;
        this.log = JournalGround.log(index);
        this.bytesEach = bytesEach;
        this.largeFrom = largeFrom;
    }

    synchronized Waiter append(int count) {
        appended += count;
        Waiter waiter = new Waiter(appended);
        waiters.add(waiter);
        all.add(waiter);
        return waiter;
    }

    /** Appends, commits, waits; gives the failure, if that is what came. */
    @Nullable
    RuntimeException reach(int count) {
        Waiter waiter = append(count);
        journal.commit(this);
        return waiter.outcome.join();
    }

    synchronized long committed() {
        return committed;
    }

    @Override
    public synchronized Contribution contribute(FrameBuilder frame) {
        long pending = appended - committed;
        if (pending == 0) {
            return Contribution.NOTHING;
        }
        if (pending >= largeFrom) {
            return Contribution.LARGE;
        }
        if (pending * bytesEach > frame.roomBytes()) {
            return Contribution.NO_ROOM;
        }
        frame.openEntry(EntryKind.BATCHES, log, committed, appended);
        for (long offset = committed; offset < appended; offset++) {
            byte[] text = text(offset);
            frame.put(ByteBuffer.wrap(text), 0, text.length);
        }
        frame.closeEntry();
        taken = appended;
        return Contribution.TAKEN;
    }

    private byte[] text(long offset) {
        return ("%-" + bytesEach + "d").formatted(offset).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void stored(long sequence) {
        reached(taken);
    }

    private void reached(long endOffset) {
        synchronized (this) {
            committed = endOffset;
        }
        waiters.removeIf(waiter -> {
            boolean served = waiter.endOffset <= endOffset;
            if (served) {
                waiter.tell(null);
            }
            return served;
        });
    }

    @Override
    public void forceSegments() {
        long end;
        synchronized (this) {
            end = appended;
        }
        forced.incrementAndGet();
        reached(end);
    }

    @Override
    public void refused(StorageFailedException reason) {
        failed(reason);
    }

    @Override
    public void failed(RuntimeException reason) {
        waiters.removeIf(waiter -> {
            waiter.tell(reason);
            return true;
        });
    }

    @Override
    public QueuePlace queuePlace() {
        return place;
    }
}
