package io.varve.error;

import java.nio.file.Path;

/** A file carries a format version that this build does not know; it was left untouched. */
public final class UnsupportedFormatException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param file the file
     * @param found the version it carries
     * @param supported the versions that this build reads
     */
    public UnsupportedFormatException(Path file, String found, String supported) {
        super(file + " has format version " + found + ", this build reads " + supported
                + "; it was left untouched: use the Varve that wrote it, or a newer one");
    }
}
