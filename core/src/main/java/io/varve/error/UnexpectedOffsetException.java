package io.varve.error;

/** A conditional append named an offset that is not the next one: somebody else appended first. Nothing was stored. */
public final class UnexpectedOffsetException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final long expectedOffset;
    private final long nextOffset;

    /**
     * @param partition the partition, as {@code topic-index}
     * @param expectedOffset what the caller expected to be next
     * @param nextOffset what is next
     */
    public UnexpectedOffsetException(String partition, long expectedOffset, long nextOffset) {
        super("the next offset of " + partition + " is " + nextOffset + ", not " + expectedOffset
                + "; nothing was stored: read what came in between, then decide again");
        this.expectedOffset = expectedOffset;
        this.nextOffset = nextOffset;
    }

    /** What the caller expected to be next. */
    public long expectedOffset() {
        return expectedOffset;
    }

    /** What is next. */
    public long nextOffset() {
        return nextOffset;
    }
}
