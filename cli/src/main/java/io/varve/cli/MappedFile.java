package io.varve.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file's bytes as they are now, read only. Mapped, so that a false length in it costs no memory. Should someone cut
 * the file meanwhile, reading what is gone is an error of the JVM; segments are only cut when a store is opened.
 */
final class MappedFile implements AutoCloseable {

    private final FileChannel channel;
    private final ByteBuffer bytes;

    private MappedFile(FileChannel channel, ByteBuffer bytes) {
        this.channel = channel;
        this.bytes = bytes;
    }

    static MappedFile open(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new RefusalException("cannot dump " + file + ": it is no file; name a segment's file");
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                if (channel.size() > Integer.MAX_VALUE) {
                    throw new RefusalException("cannot dump " + file + ": it has " + channel.size()
                            + " bytes, and no segment has more than " + Integer.MAX_VALUE);
                }
                return new MappedFile(channel, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
        } catch (NoSuchFileException missing) {
            throw new RefusalException("there is no file " + file + "; name one that exists", missing);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + file + ": " + failure.getMessage(), failure);
        }
    }

    /** From 0 to its limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    int sizeBytes() {
        return bytes.limit();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot close a file: " + failure.getMessage(), failure);
        }
    }
}
