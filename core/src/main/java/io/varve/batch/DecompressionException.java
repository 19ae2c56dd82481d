package io.varve.batch;

/**
 * Compressed bytes break the rules of their format; never leaves this package, as its catcher knows batch and codec.
 */
final class DecompressionException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String found;

    /** @param found what was found, to follow the word "found" */
    DecompressionException(String found) {
        super(found);
        this.found = found;
    }

    /**
     * @param found what was found, to follow the word "found"
     * @param cause what the library reported
     */
    DecompressionException(String found, Throwable cause) {
        super(found, cause);
        this.found = found;
    }

    /** What was found. */
    String found() {
        return found;
    }
}
