package io.varve.cli;

import org.jspecify.annotations.Nullable;

/** The command ends early and there is nothing to tell: nobody reads our output any more, or all is told already. */
final class QuietEndException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    QuietEndException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
