package io.varve;

import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The records that gather for one partition until there are enough for a batch.
 *
 * <p>Threads: any; batches are handed on under the lock, so that records keep the order in which they came.
 */
final class Gathering {

    /** What a record takes beside its key, value and headers; about. */
    private static final int RECORD_OVERHEAD_BYTES = 16;

    /** What a batch takes beside its records. */
    private static final int BATCH_OVERHEAD_BYTES = 61;

    /** Records that go together. */
    record Batch(StorePartition partition, List<NewRecord> records, List<CompletableFuture<Receipt>> futures) {

        long sizeBytes() {
            return records.stream().mapToLong(Gathering::sizeBytes).sum();
        }

        /** The same records as two batches, in order; there are at least two. */
        List<Batch> halves() {
            int middle = records.size() / 2;
            int end = records.size();
            return List.of(
                    new Batch(partition, records.subList(0, middle), futures.subList(0, middle)),
                    new Batch(partition, records.subList(middle, end), futures.subList(middle, end)));
        }
    }

    private final StorePartition partition;
    private final int batchBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private List<NewRecord> records = new ArrayList<>();
    private List<CompletableFuture<Receipt>> futures = new ArrayList<>();
    private long gatheredBytes;

    /** Whether something gathers: written under the lock, read by those who look for company. */
    private volatile boolean gathering;

    Gathering(StorePartition partition, int batchBytes) {
        this.partition = partition;
        this.batchBytes = batchBytes;
    }

    /** About what a record adds to a batch. */
    static long sizeBytes(NewRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        long size = RECORD_OVERHEAD_BYTES + (key == null ? 0 : key.length) + (value == null ? 0L : value.length);
        for (Header header : record.headers()) {
            byte[] headerValue = header.value();
            size += header.name().length() + (headerValue == null ? 0 : headerValue.length) + 2;
        }
        return size;
    }

    boolean isGathering() {
        return gathering;
    }

    /** Adds a record, sending what is full before or after it; true where it is the first that gathers. */
    boolean add(NewRecord record, long sizeBytes, CompletableFuture<Receipt> future, Consumer<Batch> send) {
        lock.lock();
        try {
            int fullBytes = Math.min(batchBytes, partition.handle().config().maxMessageBytes() - BATCH_OVERHEAD_BYTES);
            if (gatheredBytes + sizeBytes > fullBytes) {
                sendGathered(send);
            }
            records.add(record);
            futures.add(future);
            gatheredBytes += sizeBytes;
            if (gatheredBytes >= fullBytes) {
                sendGathered(send);
            }
            gathering = !records.isEmpty();
            return records.size() == 1;
        } finally {
            lock.unlock();
        }
    }

    /** Sends what has gathered. */
    void flush(Consumer<Batch> send) {
        lock.lock();
        try {
            sendGathered(send);
            gathering = false;
        } finally {
            lock.unlock();
        }
    }

    private void sendGathered(Consumer<Batch> send) {
        if (records.isEmpty()) {
            return;
        }
        Batch batch = new Batch(partition, records, futures);
        records = new ArrayList<>();
        futures = new ArrayList<>();
        gatheredBytes = 0;
        send.accept(batch);
    }
}
