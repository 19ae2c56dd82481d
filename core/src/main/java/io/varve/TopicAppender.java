package io.varve;

import io.varve.catalog.Partitioner;
import io.varve.error.ClosedException;
import io.varve.io.Workers;
import io.varve.log.Placement;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Workers workers;
    private final Runnable onClose;
    private final Map<Integer, Gathering> gatherings = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** Bytes were freed, or the appender's thread has ended. */
    private final Condition freed = lock.newCondition();

    /** The appender's thread has something to do. */
    private final Condition work = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Sent> settled = new ArrayDeque<>();
    private long heldBytes;
    private boolean timerSet;
    private boolean lingered;
    private boolean closed;
    private boolean ended;

    /** A batch on its way: what to complete, and with what. */
    private record Sent(
            List<CompletableFuture<Receipt>> futures,
            List<Receipt> receipts,
            @Nullable RuntimeException failure) {}

    TopicAppender(StoreTopic topic, AppenderOptions options, Workers workers, Runnable onClose) {
        this.topic = topic;
        this.options = options;
        this.workers = workers;
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
        long sizeBytes = Gathering.sizeBytes(record);
        reserve(sizeBytes);
        CompletableFuture<Receipt> future = new CompletableFuture<>();
        if (gathering.add(record, sizeBytes, future, this::send)) {
            lingerSoon(gathering);
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
            sendEverything();
            reserveWaiting(sizeBytes);
        }
    }

    private void reserveWaiting(long sizeBytes) {
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
                workers.after(options.linger().toNanos(), this::lingerIsOver);
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
     * order.
     */
    private void send(Gathering.Batch batch) {
        StorePartition partition = batch.partition();
        Durability durability =
                options.durability().orElse(partition.log().config().durability());
        try {
            Placement placement = partition.log().append(batch.records(), AppendOptions.ANY_OFFSET);
            List<Receipt> receipts = receipts(partition, batch.records(), placement, durability);
            partition.log().whenReached(placement.endOffset(), durability, failure -> settle(batch, receipts, failure));
        } catch (RuntimeException refused) {
            settle(batch, List.of(), refused);
        }
    }

    private static List<Receipt> receipts(
            StorePartition partition, List<NewRecord> records, Placement placement, Durability durability) {
        List<Receipt> receipts = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            long offset = placement.offset() + i;
            long given = records.get(i).timestampMs();
            long timestampMs = given == NewRecord.NOW ? placement.timestampMs() : given;
            receipts.add(partition.receipt(new Placement(offset, offset + 1, 1, timestampMs), durability));
        }
        return receipts;
    }

    /** Frees the bytes at once and leaves the completing to the appender's thread. */
    private void settle(Gathering.Batch batch, List<Receipt> receipts, @Nullable RuntimeException failure) {
        lock.lock();
        try {
            heldBytes -= batch.sizeBytes();
            settled.addLast(new Sent(batch.futures(), receipts, failure));
            freed.signalAll();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The appender's thread: until it is closed and holds nothing any more. */
    private void run() {
        boolean sendDue = false;
        List<Sent> due = new ArrayList<>();
        while (awaitWork(due)) {
            due.forEach(TopicAppender::complete);
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
        sendEverything();
        for (Gathering gathering : gatherings.values()) {
            gathering.last().handle((receipt, failure) -> true).join();
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
            while (!ended) {
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
