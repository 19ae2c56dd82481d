package io.varve.error;

import java.nio.file.Path;

/**
 * Stored bytes are not what was written. Nothing is skipped, truncated or repaired by itself: the file is left as it
 * is, so that it can be restored from a copy or examined with {@code varve dump}.
 */
public final class CorruptionException extends VarveException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long positionBytes;
    private final String expected;
    private final String found;

    /**
     * @param file the damaged file
     * @param positionBytes where in that file the damaged unit begins
     * @param expected what should stand there
     * @param found what stands there
     */
    public CorruptionException(Path file, long positionBytes, String expected, String found) {
        super("damage in " + file + " at byte " + positionBytes + ": expected " + expected + ", found " + found
                + "; nothing was changed: look with 'varve dump', then restore this file from a copy");
        this.file = file;
        this.positionBytes = positionBytes;
        this.expected = expected;
        this.found = found;
    }

    /** The damaged file. */
    public Path file() {
        return file;
    }

    /** Where in the file the damaged unit begins, in bytes. */
    public long positionBytes() {
        return positionBytes;
    }

    /** What should stand there. */
    public String expected() {
        return expected;
    }

    /** What stands there. */
    public String found() {
        return found;
    }
}
