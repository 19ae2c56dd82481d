package io.varve;

/**
 * What can be set for a store as a whole.
 *
 * @param hotBytes how much memory holds the newest records of all partitions, outside the heap; writers that outrun the
 *     disk wait when it is full
 * @param journalBytes how much the journal may take on disk, which bounds what has to be read after a crash; it begins
 *     with little and grows with the load. A commit that finds it full waits until segments are forced
 */
public record StoreOptions(long hotBytes, long journalBytes) {

    /** The least that hotBytes may be: 4 MiB. */
    public static final long HOT_BYTES_MIN = 4L << 20;

    /** The least that journalBytes may be: 64 KiB. */
    public static final long JOURNAL_BYTES_MIN = 64L << 10;

    /** 128 MiB of hot records, 256 MiB of journal. */
    public static final StoreOptions DEFAULT = new StoreOptions(128L << 20, 256L << 20);

    /** Checks the sizes. */
    public StoreOptions {
        if (hotBytes < HOT_BYTES_MIN) {
            throw new IllegalArgumentException("hotBytes " + hotBytes + ": expected at least " + HOT_BYTES_MIN);
        }
        if (journalBytes < JOURNAL_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "journalBytes " + journalBytes + ": expected at least " + JOURNAL_BYTES_MIN);
        }
    }

    /** The same with another amount of memory for the newest records. */
    public StoreOptions hotBytes(long newHotBytes) {
        return new StoreOptions(newHotBytes, journalBytes);
    }

    /** The same with another bound on the journal. */
    public StoreOptions journalBytes(long newJournalBytes) {
        return new StoreOptions(hotBytes, newJournalBytes);
    }
}
