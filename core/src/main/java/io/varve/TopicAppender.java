package io.varve;

import io.varve.catalog.Partitioner;
import io.varve.error.ClosedException;
import io.varve.error.VarveException;
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

    /** Bytes were freed, or everything is completed. */
    private final Condition freed = lock.newCondition();

    /** The appender's thread has something to do. */
    private final Condition work = lock.newCondition();

    // Guarded by the lock.
    private final ArrayDeque<Sent> settled = new ArrayDeque<>();
    private long heldBytes;
    private long openBatches;
    private boolean timerSet;
    private boolean lingered;
    private boolean closed;

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
            lingerSoon();
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

    private void lingerSoon() {
        lock.lock();
        try {
            if (!timerSet) {
                timerSet = true;
                workers.after(options.linger().toNanos(), this::lingerIsOver);
            }
        } finally {
            lock.unlock();
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
        count(1);
        StorePartition partition = batch.partition();
        Durability durability =
                options.durability().orElse(partition.log().config().durability());
        try {
            Placement placement = partition.log().append(batch.records(), AppendOptions.ANY_OFFSET);
            List<Receipt> receipts = receipts(partition, batch.records(), placement, durability);
            partition.log().whenReached(placement.endOffset(), durability, failure -> settle(batch, receipts, failure));
        } catch (VarveException refused) {
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

    private void count(int batches) {
        lock.lock();
        try {
            openBatches += batches;
        } finally {
            lock.unlock();
        }
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

    private void run() {
        boolean running = true;
        while (running) {
            List<Sent> due = new ArrayList<>();
            boolean sendDue;
            lock.lock();
            try {
                while (settled.isEmpty() && !lingered && !(closed && openBatches == 0)) {
                    work.awaitUninterruptibly();
                }
                due.addAll(settled);
                settled.clear();
                sendDue = lingered;
                lingered = false;
                running = !(closed && openBatches == due.size());
            } finally {
                lock.unlock();
            }
            due.forEach(TopicAppender::complete);
            completed(due.size());
            if (sendDue) {
                sendEverything();
            }
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

    private void completed(int batches) {
        lock.lock();
        try {
            openBatches -= batches;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() {
        sendEverything();
        lock.lock();
        try {
            while (openBatches > 0) {
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
        if (first) {
            flush();
            lock.lock();
            try {
                work.signalAll();
            } finally {
                lock.unlock();
            }
            onClose.run();
        }
    }
}
