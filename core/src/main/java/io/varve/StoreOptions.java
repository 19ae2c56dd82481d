package io.varve;

/**
 * What can be set for a store as a whole. Reading has bounds of its own that need no setting: each open cursor holds 16
 * to 256 KiB (more for a larger batch), and reading ahead for long scans 6 MiB in all, outside the heap as well.
 *
 * @param hotBytes how much memory holds the newest records of all partitions, outside the heap; writers that outrun the
 *     disk wait when it is full
 */
public record StoreOptions(long hotBytes) {

    /** The least that hotBytes may be: 4 MiB. */
    public static final long HOT_BYTES_MIN = 4L << 20;

    /** 128 MiB of hot records. */
    public static final StoreOptions DEFAULT = new StoreOptions(128L << 20);

    /** Checks the sizes. */
    public StoreOptions {
        if (hotBytes < HOT_BYTES_MIN) {
            throw new IllegalArgumentException("hotBytes " + hotBytes + ": expected at least " + HOT_BYTES_MIN);
        }
    }

    /** The same with another amount of memory for the newest records. */
    public StoreOptions hotBytes(long newHotBytes) {
        return new StoreOptions(newHotBytes);
    }
}
