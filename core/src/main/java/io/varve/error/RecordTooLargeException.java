package io.varve.error;

/** A batch is larger than its topic's max.message.bytes; nothing of it was stored. */
public final class RecordTooLargeException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final long sizeBytes;
    private final long limitBytes;

    /**
     * @param sizeBytes the size of the batch as it would be stored
     * @param limitBytes the topic's max.message.bytes
     */
    public RecordTooLargeException(long sizeBytes, long limitBytes) {
        super("a batch of " + sizeBytes + " bytes exceeds max.message.bytes = " + limitBytes
                + "; send fewer or smaller records, or raise the topic's limit; nothing of it was stored");
        this.sizeBytes = sizeBytes;
        this.limitBytes = limitBytes;
    }

    /** The size of the batch as it would be stored. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The topic's limit. */
    public long limitBytes() {
        return limitBytes;
    }
}
