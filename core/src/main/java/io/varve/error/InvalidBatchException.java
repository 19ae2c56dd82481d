package io.varve.error;

/** Bytes or records handed in for appending do not form a valid batch; nothing of them was stored. */
public final class InvalidBatchException extends VarveException {

    private static final long serialVersionUID = 1L;

    /** @param reason what is wrong with the batch, where in it, expected and found */
    public InvalidBatchException(String reason) {
        super("invalid batch: " + reason + "; nothing of it was stored");
    }

    /**
     * @param reason what is wrong with the batch, where in it, expected and found
     * @param cause what the decoder or decompressor reported
     */
    public InvalidBatchException(String reason, Throwable cause) {
        super("invalid batch: " + reason + "; nothing of it was stored", cause);
    }
}
