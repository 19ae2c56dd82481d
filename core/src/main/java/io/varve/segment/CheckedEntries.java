package io.varve.segment;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which entries of an index were held against the log already and found true, a bit each, so that the next look-up
 * through the same entry need not do it again. Any thread; forgetting one would only cost another check.
 */
final class CheckedEntries {

    private final AtomicLongArray words;

    CheckedEntries(int entryCount) {
        words = new AtomicLongArray((entryCount + Long.SIZE - 1) / Long.SIZE);
    }

    boolean contains(int entry) {
        return entry / Long.SIZE < words.length() && (words.get(entry / Long.SIZE) & 1L << entry) != 0;
    }

    void add(int entry) {
        if (entry / Long.SIZE
                < words.length()) { // an index that has grown since: its new entries are checked each time
            words.accumulateAndGet(entry / Long.SIZE, 1L << entry, (present, bit) -> present | bit);
        }
    }
}
