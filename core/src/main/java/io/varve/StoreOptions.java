package io.varve;

/**
 * What can be set for a store as a whole. Reading has bounds of its own that need no setting: each open cursor holds 16
 * to 256 KiB (more for a larger batch), and reading ahead for long scans 6 MiB in all, outside the heap as well.
 *
 * @param hotBytes how much memory holds the newest records of all partitions, outside the heap; writers that outrun the
 *     disk wait when it is full
 * @param journalBytes how much the journal may take on disk, which bounds what has to be read after a crash; it begins
 *     with little and grows with the load. A commit that finds it full waits until segments are forced
 * @param openFilesMax how many files of segments are kept open, whatever the number of partitions and segments. Half of
 *     them may hold bytes that were not forced yet: where more partitions are written at once, files are forced earlier
 *     than they would be. Each thread within a call may have two more open, and the store some of its own
 */
public record StoreOptions(long hotBytes, long journalBytes, int openFilesMax) {

    /** The least that hotBytes may be: 4 MiB. */
    public static final long HOT_BYTES_MIN = 4L << 20;

    /** The least that journalBytes may be: 64 KiB. */
    public static final long JOURNAL_BYTES_MIN = 64L << 10;

    /** The least that openFilesMax may be. */
    public static final int OPEN_FILES_MIN = 16;

    /** 128 MiB of hot records, 256 MiB of journal; 512 open files, half of what a process may usually have. */
    public static final StoreOptions DEFAULT = new StoreOptions(128L << 20, 256L << 20, 512);

    /** Checks the sizes. */
    public StoreOptions {
        if (hotBytes < HOT_BYTES_MIN) {
            throw new IllegalArgumentException("hotBytes " + hotBytes + ": expected at least " + HOT_BYTES_MIN);
        }
        if (journalBytes < JOURNAL_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "journalBytes " + journalBytes + ": expected at least " + JOURNAL_BYTES_MIN);
        }
        if (openFilesMax < OPEN_FILES_MIN) {
            throw new IllegalArgumentException(
                    "openFilesMax " + openFilesMax + ": expected at least " + OPEN_FILES_MIN);
        }
    }

    /** The same with another amount of memory for the newest records. */
    public StoreOptions hotBytes(long newHotBytes) {
        return new StoreOptions(newHotBytes, journalBytes, openFilesMax);
    }

    /** The same with another bound on the journal. */
    public StoreOptions journalBytes(long newJournalBytes) {
        return new StoreOptions(hotBytes, newJournalBytes, openFilesMax);
    }

    /** The same with another bound on open files. */
    public StoreOptions openFilesMax(int newOpenFilesMax) {
        return new StoreOptions(hotBytes, journalBytes, newOpenFilesMax);
    }
}
