package io.varve.cli;

/** Whoever read our standard output has closed it: the command ends, quietly. */
final class ReaderGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ReaderGoneException(Throwable cause) {
        super("standard output was closed", cause);
    }
}
