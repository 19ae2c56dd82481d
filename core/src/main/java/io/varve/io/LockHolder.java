package io.varve.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What a lock's holder says of itself, as one line of text in the lock file. It is for people: nothing relies on it.
 */
final class LockHolder {

    private static final int TEXT_BYTES_MAX = 1024;

    private LockHolder() {}

    /** The folder that a lock file stands for. */
    static Path folderOf(Path lockFile) {
        Path folder = lockFile.getParent();
        return folder == null ? lockFile : folder;
    }

    /** Stores the text; a full disk is no reason to refuse the lock, so the text is then left out. */
    static void write(DiskFile file, String holder) {
        try {
            file.truncate(0);
            file.writeFully(0, ByteBuffer.wrap((oneLine(holder) + "\n").getBytes(UTF_8)));
        } catch (StorageFailedException failure) {
            if (failure.kind() != Kind.NO_SPACE) {
                throw failure;
            }
        }
    }

    /** The stored text, or words that say that it is unknown. */
    static String read(DiskFile file) {
        ByteBuffer text = ByteBuffer.allocate(TEXT_BYTES_MAX);
        file.readFully(0, text);
        String holder = oneLine(UTF_8.decode(text.flip()).toString());
        return holder.isEmpty() ? "another process" : holder;
    }

    /** The text without line breaks and control characters, and not longer than a message should be. */
    static String oneLine(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
        int characters = Math.min(line.length(), TEXT_BYTES_MAX / 4);
        return line.substring(0, characters).strip();
    }
}
