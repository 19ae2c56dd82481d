package io.varve.error;

/** The store, topic, partition, cursor or appender was used after it was closed or deleted. */
public final class ClosedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /** @param what the thing that is closed, such as {@code partition orders-3} */
    public ClosedException(String what) {
        super(what + " is closed; open it again before using it");
    }
}
