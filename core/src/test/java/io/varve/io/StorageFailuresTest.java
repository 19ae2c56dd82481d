package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageFailuresTest {

    @TempDir
    Path folder = Path.of("");

    private void assertKind(Kind kind, Throwable cause) {
        StorageFailedException failure = StorageFailures.of(folder.resolve("f"), "write", 7, cause);
        assertEquals(kind, failure.kind(), cause.toString());
        assertSame(cause, failure.getCause());
        String message = String.valueOf(failure.getMessage());
        assertEquals(7, failure.positionBytes());
        assertTrue(message.startsWith("cannot write " + folder.resolve("f") + " at byte 7: "));
        assertFalse(message.contains("null"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void theSystemsTextTellsTheKindOnOpenFilesAndOnNames() {
        Map<String, Kind> kinds = Map.ofEntries(
                Map.entry("No space left on device", Kind.NO_SPACE),
                Map.entry("Disk quota exceeded", Kind.NO_SPACE),
                Map.entry("Too many open files", Kind.TOO_MANY_OPEN_FILES),
                Map.entry("Too many open files in system", Kind.TOO_MANY_OPEN_FILES),
                Map.entry("Read-only file system", Kind.READ_ONLY),
                Map.entry("Permission denied", Kind.ACCESS_DENIED),
                Map.entry("Operation not permitted", Kind.ACCESS_DENIED),
                Map.entry("Input/output error", Kind.IO),
                Map.entry("File too large", Kind.OTHER),
                Map.entry("Is a directory", Kind.OTHER));
        kinds.forEach((text, kind) -> {
            assertKind(kind, new IOException(text));
            assertKind(kind, new FileSystemException("/x/No such thing", null, text));
        });
    }

    @Test
    void theExceptionsClassTellsTheKind() {
        assertKind(Kind.CLOSED, new ClosedChannelException());
        assertKind(Kind.CLOSED, new AsynchronousCloseException());
        assertKind(Kind.ACCESS_DENIED, new NonWritableChannelException());
        assertKind(Kind.ACCESS_DENIED, new AccessDeniedException("/x"));
        assertKind(Kind.NOT_FOUND, new NoSuchFileException("/x"));
        assertKind(Kind.ALREADY_EXISTS, new FileAlreadyExistsException("/x"));
        assertKind(Kind.OTHER, new DirectoryNotEmptyException("/x"));
        assertKind(Kind.OTHER, new NotDirectoryException("/x"));
        assertKind(Kind.OTHER, new AtomicMoveNotSupportedException("/x", "/y", "Invalid cross-device link"));
        assertKind(Kind.OTHER, new IllegalArgumentException());
        assertKind(Kind.OTHER, new UnsupportedOperationException());
    }

    @Test
    void aFileWhoseNameSoundsLikeAnErrorDoesNotDecideTheKind() {
        assertKind(Kind.OTHER, new FileSystemException("/x/No space left on device", null, "Is a directory"));
        assertKind(Kind.NOT_FOUND, new NoSuchFileException("/x/Permission denied"));
    }

    @Test
    void anUnknownFailureOfAnOpenFileIsTakenForABrokenDevice() {
        assertKind(Kind.IO, new IOException("Eingabe-/Ausgabefehler"));
        assertKind(Kind.IO, new IOException());
        assertKind(Kind.OTHER, new FileSystemException("/x", null, "etwas anderes"));
    }
}
