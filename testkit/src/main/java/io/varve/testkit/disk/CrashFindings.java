package io.varve.testkit.disk;

/** What a crash did to what was not forced; counted while it happens. */
public final class CrashFindings {

    private long kept;
    private long lost;
    private long torn;
    private long zeroed;
    private long lengths;
    private long names;

    CrashFindings() {}

    void kept(long count) {
        kept += count;
    }

    void lost(long count) {
        lost += count;
    }

    void torn() {
        torn++;
    }

    void zeroed() {
        zeroed++;
    }

    void length() {
        lengths++;
    }

    void name() {
        names++;
    }

    /** Adds what another crash did. */
    public void add(CrashFindings other) {
        kept += other.kept;
        lost += other.lost;
        torn += other.torn;
        zeroed += other.zeroed;
        lengths += other.lengths;
        names += other.names;
    }

    /** Sectors, or writes, that were stored though nobody had forced them. */
    public long keptCount() {
        return kept;
    }

    /** Sectors, or writes, that were not stored. */
    public long lostCount() {
        return lost;
    }

    /** Those of which a part was stored. */
    public long tornCount() {
        return torn;
    }

    /** Those that became zeros. */
    public long zeroedCount() {
        return zeroed;
    }

    /** Files of another length than the bytes that were stored would have it. */
    public long lengthCount() {
        return lengths;
    }

    /** New, changed or removed names that were undone. */
    public long nameCount() {
        return names;
    }

    @Override
    public String toString() {
        return kept + " kept, " + lost + " lost, " + torn + " torn, " + zeroed + " zeroed, " + lengths + " lengths, "
                + names + " names undone";
    }
}
