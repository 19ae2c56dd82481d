package io.varve.io;

/**
 * Bugs that the engine has on purpose, one at a time, so that the test kit can show that it would find them. The system
 * property {@code varve.sabotage} names one; a store on a real disk then refuses to open. Each bug is one condition on
 * a constant, which the JIT compiler removes where it is false.
 *
 * <p>The numbers are those of {@code docs/testing.md}.
 */
public final class Sabotage {

    /** The system property. */
    public static final String PROPERTY = "varve.sabotage";

    private static final String BUG = System.getProperty(PROPERTY, "");

    /** P11: a bad batch ends the log, whatever is known to have been durable behind it. */
    public static final boolean TORN_TAIL_TRUSTED = BUG.equals("torn-tail-trusted");

    /** P12: zeros where a batch should begin are the end of the log, whatever stands behind them. */
    public static final boolean ZEROS_END_THE_LOG = BUG.equals("zeros-end-the-log");

    /** P13: a frame's checksum leaves out what lies behind its first sector. */
    public static final boolean CHECKSUM_OF_FIRST_SECTOR = BUG.equals("checksum-of-first-sector");

    /** J7: recovery serves what it finds in the journal without forcing it. */
    public static final boolean UNFORCED_JOURNAL_SERVED = BUG.equals("unforced-journal-served");

    /** P18: an index entry is not held against the log. */
    public static final boolean INDEX_TRUSTED = BUG.equals("index-trusted");

    /** P32: closing keeps to itself what failed. */
    public static final boolean CLOSE_HIDES_FAILURES = BUG.equals("close-hides-failures");

    /** J1: appends are acknowledged when their frame is written; it is forced when its file ends. */
    public static final boolean ACKNOWLEDGED_BEFORE_JOURNAL_FORCE = BUG.equals("acknowledged-before-journal-force");

    /** J2: every tenth frame is not forced. */
    public static final boolean JOURNAL_FORCE_LEFT_OUT = BUG.equals("journal-force-left-out");

    /** J3: a frame of an earlier use of the file is taken for one of this. */
    public static final boolean FILE_NUMBER_IGNORED = BUG.equals("file-number-ignored");

    /** J4: the checkpoint frees frames whose batches are not forced in the segments. */
    public static final boolean FRAMES_FREED_EARLY = BUG.equals("frames-freed-early");

    /** J5: after a failed force the journal goes on in the same file, and acknowledges. */
    public static final boolean FAILED_JOURNAL_FORCE_TRUSTED = BUG.equals("failed-journal-force-trusted");

    /** J6: a frame notes as forced in the segments what is only written to them. */
    public static final boolean NOTED_BEFORE_SEGMENT_FORCE = BUG.equals("noted-before-segment-force");

    private static final int SECTOR_BYTES = 512;
    private static final int TENTH = 10;

    private Sabotage() {}

    /** Throws where a bug is planted: nobody's records are to meet it. */
    public static void refuse() {
        if (!BUG.isEmpty()) {
            throw new IllegalStateException("the system property " + PROPERTY + " is set to '" + BUG
                    + "', which is for the simulated disk only; start without it");
        }
    }

    /** How many bytes of a frame the checksum covers. */
    public static int checkedBytes(int lengthBytes) {
        return CHECKSUM_OF_FIRST_SECTOR ? Math.min(lengthBytes, SECTOR_BYTES) : lengthBytes;
    }

    /** Whether the force of a frame is left out. */
    public static boolean leavesOutForce(long sequence) {
        return ACKNOWLEDGED_BEFORE_JOURNAL_FORCE || (JOURNAL_FORCE_LEFT_OUT && sequence % TENTH == TENTH - 1);
    }
}
