package io.varve;

import io.varve.catalog.Partitioner;
import io.varve.error.ClosedException;
import io.varve.error.InvalidBatchException;
import io.varve.error.InvalidTimestampException;
import io.varve.error.RecordTooLargeException;
import io.varve.io.Clock;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.log.LogConfig;
import io.varve.log.PartitionLog;
import io.varve.log.Placement;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The appender of one topic. Records gather in one {@link Gathering} for each partition; a full one is sent by the
 * thread that filled it, one that has lingered by the appender's own thread, which also completes futures, so that a
 * slow callback holds up nobody but its own appender.
 */
final class TopicAppender implements Appender {

    private final StoreTopic topic;
    private final AppenderOptions options;
    private final Clock clock;
    private final Workers workers;
    private final Runnable onClose;
    private final Map<Integer, Gathering> gatherings = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** Bytes were freed, or the appender's thread has ended. */
    private final Condition freed = lock.newCondition();

    /** The appender's thread has something to do. */
    private final Condition work = lock.newCondition();

    /** The appender's thread, which must not wait for itself; written by it before it completes a future. */
    private volatile @Nullable Thread own;

    // Guarded by the lock.
    private final ArrayDeque<Sent> settled = new ArrayDeque<>();
    private long heldBytes;
    private boolean timerSet;
    private boolean lingered;
    private boolean closed;
    private boolean ended;
    private long lastNumber;

    /** The numbers of batches that are not completed; bounded by what bufferBytes lets in. */
    private final TreeSet<Long> openNumbers = new TreeSet<>();

    /**
     * Writers that wait for room; those who add a record look at it afterwards, and send at once where there are any.
     */
    private final AtomicInteger waitingWriters = new AtomicInteger();

    /** A batch on its way: what to complete, and with what. */
    private record Sent(
            long number,
            List<CompletableFuture<Receipt>> futures,
            List<Receipt> receipts,
            @Nullable Throwable failure) {}

    TopicAppender(StoreTopic topic, AppenderOptions options, Surroundings surroundings, Runnable onClose) {
        this.topic = topic;
        this.options = options;
        this.clock = surroundings.clock();
        this.workers = surroundings.workers();
        this.onClose = onClose;
        workers.start("appender-" + topic.name(), this::run);
    }

    @Override
    public CompletableFuture<Receipt> append(NewRecord record) {
        byte[] key = record.key();
        int partition = key == null ? keylessPartition() : Partitioner.partition(key, topic.partitionCount());
        return append(partition, record);
    }

    /** Records without a key stay with one partition until its batch is sent: larger batches, the same spread. */
    private int keylessPartition() {
        for (Map.Entry<Integer, Gathering> entry : gatherings.entrySet()) {
            if (entry.getValue().isGathering()) {
                return entry.getKey();
            }
        }
        return topic.nextKeylessPartition();
    }

    @Override
    public CompletableFuture<Receipt> append(int partition, NewRecord record) {
        Gathering gathering = gatherings.computeIfAbsent(
                partition, index -> new Gathering(topic.storePartition(index), options.batchBytes()));
        NewRecord dated = record.timestampMs() == NewRecord.NOW ? record.at(clock.wallTimeMs()) : record;
        long sizeBytes = Gathering.sizeBytes(dated);
        reserve(sizeBytes);
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        if (gathering.add(dated, sizeBytes, future, this::send)) {
            lingerSoon(gathering);
        }
        if (waitingWriters.get() > 0) {
            gathering.flush(this::send); // they wait for the bytes of this record too
        }
        return future;
    }

    /** Counts bytes in; waits while there is no room, after sending what gathers, so that room will come. */
    private void reserve(long sizeBytes) {
        boolean full;
        lock.lock();
        try {
            checkOpen();
            full = !fits(sizeBytes);
            if (!full) {
                heldBytes += sizeBytes;
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            reserveWaiting(sizeBytes);
        }
    }

    private void reserveWaiting(long sizeBytes) {
        waitingWriters.incrementAndGet();
        try {
            sendEverything();
            lock.lock();
            try {
                while (!fits(sizeBytes)) {
                    checkOpen();
                    freed.awaitUninterruptibly();
                }
                heldBytes += sizeBytes;
            } finally {
                lock.unlock();
            }
        } finally {
            waitingWriters.decrementAndGet();
        }
    }

    /** A record larger than the bound is let in alone. */
    private boolean fits(long sizeBytes) {
        return heldBytes + sizeBytes <= options.bufferBytes() || heldBytes == 0;
    }

    private void checkOpen() {
        if (closed) {
            throw new ClosedException("the appender of topic " + topic.name());
        }
    }

    /** Sets the timer for the first record of a batch; a closing appender waits for nothing any more. */
    private void lingerSoon(Gathering gathering) {
        boolean closing;
        lock.lock();
        try {
            closing = closed;
            if (!timerSet && !closing) {
                timerSet = true;
                workers.after(Waits.nanos(options.linger()), this::lingerIsOver);
            }
        } finally {
            lock.unlock();
        }
        if (closing) {
            gathering.flush(this::send);
        }
    }

    private void lingerIsOver() {
        lock.lock();
        try {
            timerSet = false;
            lingered = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void sendEverything() {
        gatherings.values().forEach(gathering -> gathering.flush(this::send));
    }

    /**
     * Appends a batch and arranges for its futures; called under the gathering's lock, so that batches keep their
     * order. What is refused because of its records is sent again in halves, so that in the end only those are refused
     * that must be.
     */
    private void send(Gathering.Batch batch) {
        long number = begin();
        StorePartition partition = batch.partition();
        LogConfig config = partition.handle().config();
        Durability durability = options.durability().orElse(config.durability());
        try {
            PartitionLog log = partition.log();
            Placement placement = log.append(batch.records(), AppendOptions.ANY_OFFSET);
            List<Receipt> receipts =
                    receipts(batch, placement, config.timestamps().type(), durability);
            log.whenReached(placement.endOffset(), durability, failure -> settle(number, batch, receipts, failure));
        } catch (RecordTooLargeException | InvalidTimestampException | InvalidBatchException refused) {
            if (batch.records().size() == 1) {
                settle(number, batch, List.of(), refused);
            } else {
                batch.halves().forEach(this::send);
                end(List.of(number));
            }
        } catch (Throwable refused) { // out of memory for one; nobody must wait for ever
            settle(number, batch, List.of(), refused);
        }
    }

    /** Numbers a batch, so that a flush can tell those before it from those behind. */
    private long begin() {
        lock.lock();
        try {
            lastNumber++;
            openNumbers.add(lastNumber);
            return lastNumber;
        } finally {
            lock.unlock();
        }
    }

    private void end(List<Long> numbers) {
        lock.lock();
        try {
            numbers.forEach(openNumbers::remove);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static List<Receipt> receipts(
            Gathering.Batch batch, Placement placement, TimestampType type, Durability durability) {
        List<Receipt> receipts = new ArrayList<>(batch.records().size());
        long offset = placement.offset();
        for (NewRecord record : batch.records()) {
            long timestampMs = switch (type) {
                case CREATE_TIME -> record.timestampMs();
                case LOG_APPEND_TIME -> placement.timestampMs();
            };
            receipts.add(batch.partition().receipt(new Placement(offset, offset + 1, 1, timestampMs), durability));
            offset++;
        }
        return receipts;
    }

    /** Frees the bytes at once and leaves the completing to the appender's thread. */
    private void settle(long number, Gathering.Batch batch, List<Receipt> receipts, @Nullable Throwable failure) {
        lock.lock();
        try {
            heldBytes -= batch.sizeBytes();
            settled.addLast(new Sent(number, batch.futures(), receipts, failure));
            freed.signalAll();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The appender's thread: until it is closed and holds nothing any more. */
    private void run() {
        own = Thread.currentThread();
        boolean sendDue = false;
        List<Sent> due = new ArrayList<>();
        while (awaitWork(due)) {
            due.forEach(TopicAppender::complete);
            end(due.stream().map(Sent::number).toList());
            due.clear();
            lock.lock();
            try {
                sendDue = lingered;
                lingered = false;
            } finally {
                lock.unlock();
            }
            if (sendDue) {
                sendEverything();
            }
        }
        lock.lock();
        try {
            ended = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes what is to be completed; false when there will be nothing any more. */
    private boolean awaitWork(List<Sent> due) {
        lock.lock();
        try {
            while (settled.isEmpty() && !lingered) {
                if (closed && heldBytes == 0) {
                    return false;
                }
                work.awaitUninterruptibly();
            }
            due.addAll(settled);
            settled.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void complete(Sent sent) {
        for (int i = 0; i < sent.futures().size(); i++) {
            if (sent.failure() == null) {
                sent.futures().get(i).complete(sent.receipts().get(i));
            } else {
                sent.futures().get(i).completeExceptionally(sent.failure());
            }
        }
    }

    @Override
    public void flush() {
        if (Thread.currentThread() == own) {
            throw new IllegalStateException("flush was called by what runs when a record of this appender is completed,"
                    + " so that it would wait for itself: call it from another thread");
        }
        sendEverything();
        lock.lock();
        try {
            long last = lastNumber;
            while (!openNumbers.isEmpty() && openNumbers.first() <= last) {
                freed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        boolean first;
        lock.lock();
        try {
            first = !closed;
            closed = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
        sendEverything();
        lock.lock();
        try {
            work.signalAll();
            while (!ended && Thread.currentThread() != own) {
                freed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        if (first) {
            onClose.run();
        }
    }
}
