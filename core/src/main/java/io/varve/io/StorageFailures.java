package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the JDK reports into {@link StorageFailedException}.
 *
 * <p>The JDK gives a class of its own to a few errors only; of the others it keeps the system's text and drops the
 * number, so the text has to tell. Where the C library speaks another language than English the text is not recognized:
 * a full device is then found by asking how much room it has, and anything else counts as {@link Kind#IO} on an open
 * file, the careful reading, because it makes the engine stop trusting the file.
 */
final class StorageFailures {

    private static final Map<String, Kind> KIND_BY_TEXT = kindByText();

    private StorageFailures() {}

    static StorageFailedException of(Path file, String verb, long positionBytes, Throwable cause) {
        Kind known = knownKind(cause);
        Kind kind = known != null ? known : unknownKind(file, cause);
        StorageFailedException failure =
                new StorageFailedException(file, verb, positionBytes, kind, detail(cause, kind));
        failure.initCause(cause);
        return failure;
    }

    static StorageFailedException misuse(Path file, String verb, long positionBytes, String detail) {
        return new StorageFailedException(file, verb, positionBytes, Kind.OTHER, detail);
    }

    /** Refuses positions that no file can have, before the JDK or the system answers each in a way of its own. */
    static void checkRange(Path file, String verb, long positionBytes, int remainingBytes) {
        if (positionBytes < 0 || positionBytes > Long.MAX_VALUE - remainingBytes) {
            throw misuse(
                    file,
                    verb,
                    -1,
                    "byte position " + positionBytes + " is outside [0, 2^63 - " + remainingBytes + ")");
        }
    }

    /** The kind, where the exception's class or the system's text tells it; null where they do not. */
    static @Nullable Kind knownKind(Throwable cause) {
        return switch (cause) {
            case ClosedChannelException _ -> Kind.CLOSED;
            case NonWritableChannelException _, AccessDeniedException _ -> Kind.ACCESS_DENIED;
            case NoSuchFileException _ -> Kind.NOT_FOUND;
            case FileAlreadyExistsException _ -> Kind.ALREADY_EXISTS;
            case ReadOnlyFileSystemException _ -> Kind.READ_ONLY;
            case FileSystemException failure -> kindOfText(failure.getReason());
            default -> kindOfText(cause.getMessage());
        };
    }

    private static @Nullable Kind kindOfText(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (Map.Entry<String, Kind> known : KIND_BY_TEXT.entrySet()) {
            if (text.contains(known.getKey())) {
                return known.getValue();
            }
        }
        return null;
    }

    private static Kind unknownKind(Path file, Throwable cause) {
        if (!(cause instanceof IOException)) {
            return Kind.OTHER;
        }
        if (isFull(file)) {
            return Kind.NO_SPACE;
        }
        // Only verbs on an open file report a bare IOException; those on names report a FileSystemException.
        return cause instanceof FileSystemException ? Kind.OTHER : Kind.IO;
    }

    private static boolean isFull(Path file) {
        try {
            Path existing = Files.exists(file) ? file : file.toAbsolutePath().getParent();
            return existing != null && Files.getFileStore(existing).getUsableSpace() == 0;
        } catch (IOException | RuntimeException unanswered) {
            return false; // The device does not even say how much room it has: not a full one for sure.
        }
    }

    private static String detail(Throwable cause, Kind kind) {
        String text = cause instanceof FileSystemException failure ? failure.getReason() : cause.getMessage();
        if (text != null && !text.isBlank()) {
            return text;
        }
        return switch (kind) {
            case NO_SPACE -> "no space left on the device";
            case IO -> "the device failed";
            case NOT_FOUND -> "it does not exist";
            case ALREADY_EXISTS -> "it exists already";
            case ACCESS_DENIED ->
                cause instanceof NonWritableChannelException ? "it was opened for reading only" : "permission denied";
            case READ_ONLY -> "the file system is read-only";
            case TOO_MANY_OPEN_FILES -> "too many open files";
            case CLOSED -> "the file is closed";
            case OTHER -> cause.getClass().getSimpleName();
        };
    }

    private static Map<String, Kind> kindByText() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        kinds.put("No space left on device", Kind.NO_SPACE);
        kinds.put("Disk quota exceeded", Kind.NO_SPACE);
        kinds.put("Disc quota exceeded", Kind.NO_SPACE);
        kinds.put("Too many open files", Kind.TOO_MANY_OPEN_FILES);
        kinds.put("Read-only file system", Kind.READ_ONLY);
        kinds.put("Permission denied", Kind.ACCESS_DENIED);
        kinds.put("Operation not permitted", Kind.ACCESS_DENIED);
        kinds.put("Input/output error", Kind.IO);
        kinds.put("Remote I/O error", Kind.IO);
        kinds.put("Stale file handle", Kind.IO);
        kinds.put("Structure needs cleaning", Kind.IO);
        kinds.put("Not a directory", Kind.OTHER);
        kinds.put("Is a directory", Kind.OTHER);
        kinds.put("Directory not empty", Kind.OTHER);
        kinds.put("Invalid cross-device link", Kind.OTHER);
        kinds.put("Too many levels of symbolic links", Kind.OTHER);
        kinds.put("File name too long", Kind.OTHER);
        kinds.put("File too large", Kind.OTHER);
        kinds.put("Invalid argument", Kind.OTHER);
        return kinds;
    }
}
