package io.varve.cli;

/** A line of input cannot become a record; the message says what is wrong with it, not where it stands. */
final class BadLineException extends Exception {

    private static final long serialVersionUID = 1L;

    BadLineException(String message) {
        super(message);
    }

    BadLineException(String message, Throwable cause) {
        super(message, cause);
    }
}
