package io.varve.log;

import io.varve.error.ClosedException;
import io.varve.io.Workers;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads on for cursors in the midst of long scans, and checks what it reads, so that they have nothing to do but look
 * at records. A few scans of the store at a time are served, each with three blocks of memory; the others read for
 * themselves, as all do while the threads here have other work. Nobody depends on this.
 *
 * <p>Threads: asked by any thread; reads on its own, which the first long scan starts.
 */
final class ReadAhead implements AutoCloseable {

    /** So many scans are served at a time: with all their blocks, 6 MiB. */
    static final int SCANS = 8;

    /** One keeps up with two cursors about. */
    private static final int THREADS = 2;

    private static final Logger LOGGER = LoggerFactory.getLogger(ReadAhead.class);

    private final Workers workers;
    private final AheadScan[] scans =
            IntStream.range(0, SCANS).mapToObj(scan -> new AheadScan(this)).toArray(AheadScan[]::new);

    /** Which scan is looked at next by who has none: the hand of a clock. */
    private final AtomicInteger hand = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // Guarded by the lock; a scan stands in the queue once at most.
    private final ArrayDeque<AheadScan> queue = new ArrayDeque<>();
    private int threadCount;
    private int idleCount;
    private boolean closed;

    /** Changed under the lock, read by a thread at work: whether other scans wait. */
    private volatile boolean othersWait;

    /** @param workers give it its threads */
    ReadAhead(Workers workers) {
        this.workers = workers;
    }

    /**
     * A scan for a cursor: a free one, else one whose cursor has not come by for a round of the hand, which may have
     * been forgotten by its user; null where all are busy.
     */
    @Nullable
    AheadScan scanFor(Object cursor) {
        for (AheadScan scan : scans) {
            if (scan.takeFree(cursor)) {
                return scan;
            }
        }
        AheadScan candidate = scans[Math.floorMod(hand.getAndIncrement(), SCANS)];
        return candidate.takeOver(cursor) ? candidate : null;
    }

    /** Has a scan worked on as soon as a thread is free; it does not ask again before. */
    void enqueue(AheadScan scan) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            queue.addLast(scan);
            othersWait = true;
            if (queue.size() > idleCount && threadCount < THREADS) {
                startThread();
            } else {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where no thread can be had, cursors read for themselves. */
    private void startThread() {
        try {
            workers.start("read-ahead-" + threadCount, this::run);
            threadCount++;
        } catch (ClosedException | OutOfMemoryError none) {
            LOGGER.warn("no thread to read ahead: long scans take longer", none);
            closed = threadCount == 0;
        }
    }

    /** Whether a thread at work should let another scan have its turn. */
    boolean othersWait() {
        return othersWait;
    }

    private void run() {
        AheadScan scan = next();
        while (scan != null) {
            scan.work();
            scan = next();
        }
    }

    private @Nullable AheadScan next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                idleCount++;
                work.awaitUninterruptibly();
                idleCount--;
            }
            AheadScan scan = closed ? null : queue.pollFirst();
            othersWait = !queue.isEmpty();
            return scan;
        } finally {
            lock.unlock();
        }
    }

    /** Ends its threads; cursors read for themselves from now on. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
