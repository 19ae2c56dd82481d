package io.varve.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;

/** What the contracts need to know of the disk that they are run on, and the words that they are written in. */
interface DiskUnderTest {

    Disk disk();

    /** An existing, empty folder on that disk. */
    Path folder();

    default Path at(String name) {
        return folder().resolve(name);
    }

    /** Makes a file with this text. */
    default Path file(String name, String text) {
        try (DiskFile file = disk().create(at(name), text.length())) {
            file.writeFully(0, bytes(text));
        }
        return at(name);
    }

    default String text(Path path) {
        try (DiskFile file = disk().openRead(path)) {
            return text(file);
        }
    }

    default String text(DiskFile file) {
        ByteBuffer buffer = ByteBuffer.allocate((int) file.sizeBytes());
        file.readFully(0, buffer);
        return UTF_8.decode(buffer.flip()).toString();
    }

    default ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** The verb fails with this kind, and says which file and what was attempted. */
    default void assertFails(Kind kind, Executable verb) {
        StorageFailedException failure = assertThrows(StorageFailedException.class, verb);
        assertEquals(kind, failure.kind(), failure.getMessage());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith("cannot " + failure.verb() + " "), message);
        assertTrue(message.contains(failure.file().toString()), message);
        assertFalse(message.contains("null"), message);
    }
}
