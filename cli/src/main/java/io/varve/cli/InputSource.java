package io.varve.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** An input that has been opened: a file or standard input, unpacked where it is gzip. Owned by one thread. */
final class InputSource implements AutoCloseable {

    /** How standard input is named on the command line. */
    static final String STANDARD_INPUT = "-";

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final String name;
    private final InputStream stream;

    /** How much of it has been read, as stored; read by whoever shows progress. */
    private final AtomicLong readBytes;

    private final long totalBytes;

    private InputSource(String name, InputStream stream, AtomicLong readBytes, long totalBytes) {
        this.name = name;
        this.stream = stream;
        this.readBytes = readBytes;
        this.totalBytes = totalBytes;
    }

    /** Refuses a file that cannot be read, before anything is done. */
    static void check(String file) {
        Path path = Path.of(file);
        if (file.equals(STANDARD_INPUT)) {
            return;
        }
        if (!Files.exists(path)) {
            throw new RefusalException("there is no file " + file + "; name one that exists, or - for standard input");
        }
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            throw new RefusalException("cannot read " + file + ": "
                    + (Files.isDirectory(path) ? "it is a folder" : "permission denied") + "; name a readable file");
        }
    }

    /** Opens a file, or standard input where its name is {@code -}. */
    static InputSource open(String file, InputStream standardInput) throws IOException {
        AtomicLong readBytes = new AtomicLong();
        if (file.equals(STANDARD_INPUT)) {
            return new InputSource("standard input", unpacked(standardInput, readBytes), readBytes, 0);
        }
        Path path = Path.of(file);
        try {
            return new InputSource(file, unpacked(Files.newInputStream(path), readBytes), readBytes, Files.size(path));
        } catch (NoSuchFileException missing) {
            throw new RefusalException("there is no file " + file + "; it was there a moment ago", missing);
        }
    }

    private static InputStream unpacked(InputStream raw, AtomicLong readBytes) throws IOException {
        BufferedInputStream stream = new BufferedInputStream(new Counting(raw, readBytes), BUFFER_BYTES);
        stream.mark(2);
        boolean packed = stream.read() == GZIP_MAGIC_1 && stream.read() == GZIP_MAGIC_2;
        stream.reset();
        return packed ? new GZIPInputStream(new Unhurried(stream), BUFFER_BYTES) : stream;
    }

    /** How messages call it. */
    String name() {
        return name;
    }

    /** Its content. */
    InputStream stream() {
        return stream;
    }

    /** How many of its bytes, as stored, have been read. */
    long readBytes() {
        return readBytes.get();
    }

    /** How many bytes it has, as stored; 0 where nobody knows. */
    long totalBytes() {
        return totalBytes;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static final class Counting extends FilterInputStream {

        private final AtomicLong readBytes;

        Counting(InputStream in, AtomicLong readBytes) {
            super(in);
            this.readBytes = readBytes;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            readBytes.addAndGet(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int read = super.read(buffer, from, length);
            readBytes.addAndGet(Math.max(0, read));
            return read;
        }
    }

    /** The JDK's gzip takes a pipe that has nothing to give right now for one that has ended, between two members. */
    private static final class Unhurried extends FilterInputStream {

        Unhurried(InputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            return Math.max(1, super.available());
        }
    }
}
