package io.varve.journal;

/**
 * How large the parts of a journal are, all in bytes.
 *
 * @param journalBytesMax the bound on all files together, which also bounds what has to be read after a crash
 * @param fileBytesMin the first file of a store
 * @param fileBytesMax the largest file; larger ones save nothing more, since changing files costs two syncs
 * @param frameBytesMax the largest frame
 * @param largeBytes from how much pending data of one log on it goes straight into its segments
 */
public record JournalSizes(
        long journalBytesMax, long fileBytesMin, long fileBytesMax, int frameBytesMax, int largeBytes) {

    /** The least that a journal may be given. */
    public static final long JOURNAL_BYTES_MIN = 64L << 10;

    private static final long FILE_BYTES_MIN = 2L << 20;
    private static final long FILE_BYTES_MAX = 64L << 20;
    private static final int FRAME_BYTES_MAX = 1 << 20;

    /** Measured: docs/decisions tells why. */
    private static final int LARGE_BYTES = 256 << 10;

    /** The journal has at least so many files when it is at its bound, so that it can be freed in steps. */
    private static final int FILES_MIN = 4;

    /** What follows from the bound. */
    public static JournalSizes of(long journalBytesMax) {
        long fileMax = Math.min(FILE_BYTES_MAX, aligned(journalBytesMax / FILES_MIN));
        long fileMin = Math.min(FILE_BYTES_MIN, fileMax);
        int frameMax = (int) Math.min(FRAME_BYTES_MAX, aligned(fileMin / 2));
        return new JournalSizes(journalBytesMax, fileMin, fileMax, frameMax, Math.min(LARGE_BYTES, frameMax / 2));
    }

    private static long aligned(long bytes) {
        return bytes & -FrameLayout.ALIGNMENT_BYTES;
    }
}
