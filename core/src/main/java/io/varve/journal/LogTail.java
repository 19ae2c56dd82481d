package io.varve.journal;

/**
 * What the journal's tail says of one log, taken together.
 *
 * <p>Threads: filled by one, at open; unchanging afterwards.
 */
public final class LogTail {

    /** Stands for an offset that nothing was said of. */
    public static final long NONE = -1;

    private long runFromOffset = NONE;
    private long runEndOffset = NONE;
    private long durableEndOffset = NONE;
    private long startOffset = NONE;

    LogTail() {}

    /** Where the log ended for certain: what lies before may have been acknowledged; or {@link #NONE}. */
    public long durableEndOffset() {
        return durableEndOffset;
    }

    /** The first offset that exists, where the journal says so; or {@link #NONE}. */
    public long startOffset() {
        return startOffset;
    }

    /** Whether the journal holds all batches from an offset on, so that the segments need not. */
    public boolean holdsFrom(long offset) {
        return runFromOffset != NONE && offset >= runFromOffset && runEndOffset >= durableEndOffset;
    }

    void add(JournalEntry entry) {
        long endOffset = entry.endOffset();
        switch (entry.kind()) {
            case BATCHES -> {
                if (runFromOffset == NONE || entry.fromOffset() > runEndOffset) {
                    runFromOffset = entry.fromOffset();
                }
                runEndOffset = Math.max(runEndOffset, endOffset);
                durableEndOffset = Math.max(durableEndOffset, endOffset);
            }
            case FORCED -> durableEndOffset = Math.max(durableEndOffset, endOffset);
            case START -> startOffset = Math.max(startOffset, entry.fromOffset());
        }
    }
}
