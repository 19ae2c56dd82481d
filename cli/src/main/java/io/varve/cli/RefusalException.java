package io.varve.cli;

/** A command cannot be done; the message is one line: what, where, what to do. */
final class RefusalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusalException(String message) {
        super(message);
    }

    RefusalException(String message, Throwable cause) {
        super(message, cause);
    }
}
