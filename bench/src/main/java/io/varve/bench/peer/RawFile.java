package io.varve.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The least that a forced append can cost: a positional write and {@code force(false)} on a preallocated file. */
public final class RawFile implements AutoCloseable {

    private static final int ZEROS_BYTES = 1 << 20;

    private final FileChannel channel;
    private final long sizeBytes;
    private long positionBytes;

    private RawFile(FileChannel channel, long sizeBytes) {
        this.channel = channel;
        this.sizeBytes = sizeBytes;
    }

    /** Makes a file of zeros, so that no write changes its length, and forces it. */
    public static RawFile preallocate(Path path, long sizeBytes) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        for (long at = 0; at < sizeBytes; at += ZEROS_BYTES) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
        return new RawFile(channel, sizeBytes);
    }

    /** Writes bytes behind the last ones, at the start again where the file is full, and forces them. */
    public void append(ByteBuffer bytes) throws IOException {
        if (positionBytes + bytes.remaining() > sizeBytes) {
            positionBytes = 0;
        }
        while (bytes.hasRemaining()) {
            positionBytes += channel.write(bytes, positionBytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
