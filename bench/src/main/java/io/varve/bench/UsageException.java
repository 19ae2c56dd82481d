package io.varve.bench;

import java.io.Serial;

/** A command line that cannot be followed; its message is the one line that the user gets. */
final class UsageException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
