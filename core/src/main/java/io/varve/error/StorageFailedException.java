package io.varve.error;

import java.nio.file.Path;

/** The disk refused or failed an operation: the only exception that the disk seam lets out. */
public final class StorageFailedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure the system reported; it decides what can be done about it. */
    public enum Kind {
        /** No room on the device, or a quota is used up. */
        NO_SPACE("free some room, then try again"),
        /** The device failed to read or write. */
        IO("check the device; the bytes involved are not trusted any more"),
        /** The file does not exist. */
        NOT_FOUND("check that nothing else changed the store's folder"),
        /** The file exists already. */
        ALREADY_EXISTS("check that nothing else changed the store's folder"),
        /** The process may not do this to the file. */
        ACCESS_DENIED("give this process the right to read and write the store's folder"),
        /** The file system is mounted read-only. */
        READ_ONLY("mount the file system writable"),
        /** The process has no file handles left. */
        TOO_MANY_OPEN_FILES("raise the process's limit of open files"),
        /** The file was closed while in use. */
        CLOSED("open it again"),
        /** Anything else; the cause tells. */
        OTHER("see the cause");

        private final String advice;

        Kind(String advice) {
            this.advice = advice;
        }
    }

    private final transient Path file;
    private final String verb;
    private final long positionBytes;
    private final Kind kind;

    /**
     * @param file the file or folder involved
     * @param verb what was attempted: write, read, force, rename …
     * @param positionBytes where in the file, or -1 where that has no meaning
     * @param kind what kind of failure it is
     * @param cause what the system reported
     */
    public StorageFailedException(Path file, String verb, long positionBytes, Kind kind, Throwable cause) {
        super(message(file, verb, positionBytes, kind, String.valueOf(cause.getMessage())), cause);
        this.file = file;
        this.verb = verb;
        this.positionBytes = positionBytes;
        this.kind = kind;
    }

    /**
     * @param file the file or folder involved
     * @param verb what was attempted
     * @param positionBytes where in the file, or -1 where that has no meaning
     * @param kind what kind of failure it is
     * @param detail what was seen
     */
    public StorageFailedException(Path file, String verb, long positionBytes, Kind kind, String detail) {
        super(message(file, verb, positionBytes, kind, detail));
        this.file = file;
        this.verb = verb;
        this.positionBytes = positionBytes;
        this.kind = kind;
    }

    private StorageFailedException(StorageFailedException first) {
        super(String.valueOf(first.getMessage()), first);
        this.file = first.file;
        this.verb = first.verb;
        this.positionBytes = first.positionBytes;
        this.kind = first.kind;
    }

    /** The same failure for another caller that it concerns: in the same words, with a stack trace of its own. */
    public StorageFailedException again() {
        return new StorageFailedException(this);
    }

    private static String message(Path file, String verb, long positionBytes, Kind kind, String detail) {
        String where = positionBytes < 0 ? "" : " at byte " + positionBytes;
        return "cannot " + verb + " " + file + where + ": " + detail + "; " + kind.advice;
    }

    /** The file or folder involved. */
    public Path file() {
        return file;
    }

    /** What was attempted. */
    public String verb() {
        return verb;
    }

    /** Where in the file, in bytes, or -1. */
    public long positionBytes() {
        return positionBytes;
    }

    /** What kind of failure it is. */
    public Kind kind() {
        return kind;
    }
}
