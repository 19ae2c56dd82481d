package io.varve.bench;

/** What a figure counts, and which way is better. */
enum Unit {
    /** Records each second: more is better. */
    RECORDS_PER_SECOND("records/s", true),
    /** Millions of bytes each second: more is better. */
    MEGABYTES_PER_SECOND("MB/s", true),
    /** Microseconds for one operation: less is better. */
    MICROSECONDS("µs", false),
    /** Milliseconds for one operation: less is better. */
    MILLISECONDS("ms", false),
    /** Bytes taken: less is better. */
    BYTES("bytes", false),
    /** Files held open: less is better. */
    OPEN_FILES("open files", false);

    private final String label;
    private final boolean moreIsBetter;

    Unit(String label, boolean moreIsBetter) {
        this.label = label;
        this.moreIsBetter = moreIsBetter;
    }

    /** As it is written in tables and files. */
    String label() {
        return label;
    }

    /** How many times better the first figure is than the second. */
    double ratio(double figure, double other) {
        return moreIsBetter ? figure / other : other / figure;
    }

    /** The sign between a figure and what it is to hold. */
    String limitSign() {
        return moreIsBetter ? "≥" : "≤";
    }

    /** Whether a figure holds a limit, which is a least or a most by what the unit counts. */
    boolean holds(double figure, double limit) {
        return moreIsBetter ? figure >= limit : figure <= limit;
    }
}
