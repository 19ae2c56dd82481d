package io.varve.error;

/** Bytes or records do not form a valid batch. Where they were handed in for appending, nothing of them was stored. */
public final class InvalidBatchException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * Says what is wrong.
     *
     * @param reason what is wrong with the batch, where in it, expected and found
     */
    public InvalidBatchException(String reason) {
        super("invalid batch, not stored: " + reason);
        this.reason = reason;
    }

    /**
     * Says what is wrong and what led there.
     *
     * @param reason what is wrong with the batch, where in it, expected and found
     * @param cause what the decoder or decompressor reported
     */
    public InvalidBatchException(String reason, Throwable cause) {
        super("invalid batch, not stored: " + reason, cause);
        this.reason = reason;
    }

    /** What is wrong with the batch, where in it, expected and found. */
    public String reason() {
        return reason;
    }
}
