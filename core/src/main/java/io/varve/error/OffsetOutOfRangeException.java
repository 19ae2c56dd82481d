package io.varve.error;

/**
 * A read asked for an offset below the log's start or above its visible end. Asking for exactly the visible end is not
 * an error: it means that the reader is caught up.
 */
public final class OffsetOutOfRangeException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final long startOffset;
    private final long endOffset;

    /**
     * @param partition the partition, as {@code topic-index}
     * @param offset what was asked for
     * @param startOffset the first offset that exists
     * @param endOffset the visible end, the highest offset that may be asked for
     */
    public OffsetOutOfRangeException(String partition, long offset, long startOffset, long endOffset) {
        super("offset " + offset + " of " + partition + " is outside [" + startOffset + ", " + endOffset
                + "]; read from an offset in that range, from 'earliest' or from 'latest'");
        this.offset = offset;
        this.startOffset = startOffset;
        this.endOffset = endOffset;
    }

    /** What was asked for. */
    public long offset() {
        return offset;
    }

    /** The first offset that exists. */
    public long startOffset() {
        return startOffset;
    }

    /** The visible end. */
    public long endOffset() {
        return endOffset;
    }
}
