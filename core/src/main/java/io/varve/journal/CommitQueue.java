package io.varve.journal;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sources that have something to commit, in the order of coming. A stack without a lock: pushed by any thread,
 * taken as a whole by the one that leads. Each source stands in it at most once, which bounds it.
 */
final class CommitQueue {

    private final AtomicReference<@Nullable QueuePlace> newest = new AtomicReference<>();

    /** Those taken out that had no room; belongs to the leader. */
    private final ArrayDeque<JournalSource> left = new ArrayDeque<>();

    /** How many are left over, for those who do not lead. */
    private volatile int leftCount;

    /** Puts a source in, unless it waits there already. */
    void add(JournalSource source) {
        QueuePlace place = source.queuePlace();
        if (place.queued.get() || !place.queued.compareAndSet(false, true)) {
            return;
        }
        QueuePlace head;
        do {
            head = newest.get();
            place.next = head;
        } while (!newest.compareAndSet(head, place));
    }

    boolean isEmpty() {
        return newest.get() == null && leftCount == 0;
    }

    /** Takes all of them, oldest first. By the leader. */
    ArrayDeque<JournalSource> take() {
        ArrayDeque<JournalSource> taken = new ArrayDeque<>();
        QueuePlace place = newest.getAndSet(null);
        while (place != null) {
            QueuePlace next = place.next;
            place.next = null;
            place.queued.set(false); // from here on it may be queued again: what comes now may miss this frame
            taken.addFirst(place.source);
            place = next;
        }
        left.descendingIterator().forEachRemaining(taken::addFirst);
        left.clear();
        leftCount = 0;
        return taken;
    }

    /** Keeps one for the next group, ahead of all others. By the leader. */
    void keep(JournalSource source) {
        left.addLast(source);
        leftCount = left.size();
    }
}
