package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Future;

/**
 * A file of the real disk, shared by any number of threads.
 *
 * <p>Why an <em>asynchronous</em> channel that is used synchronously: {@code FileChannel} is interruptible, which means
 * that an interrupt of a thread inside a read, a write or a force closes the file for every other thread too, and that
 * a thread that was interrupted earlier closes it by merely calling. One cancelled reader would end the partition.
 * {@code AsynchronousFileChannel} is not interruptible, and it runs each transfer as a task on the executor that it was
 * opened with; that is {@link InlineExecutor}, so that the task runs in the calling thread, the result is there when
 * the call returns, and no thread is handed over to. An interrupt stays pending for its owner to see. Measured, it
 * costs the same as {@code FileChannel}.
 *
 * <p>The price: a virtual thread holds its carrier for the time of a call, a force included.
 */
final class LocalFile implements DiskFile {

    /**
     * The JDK copies a heap buffer through a direct one, which it keeps for the thread's lifetime; this bounds that
     * copy.
     */
    private static final int HEAP_TRANSFER_BYTES_MAX = 256 * 1024;

    private final Path path;
    private final AsynchronousFileChannel channel;

    private LocalFile(Path path, AsynchronousFileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static LocalFile open(Path path, String verb, Set<OpenOption> options) {
        try {
            return new LocalFile(path, AsynchronousFileChannel.open(path, options, InlineExecutor.INSTANCE));
        } catch (IOException | UnsupportedOperationException failure) {
            throw StorageFailures.of(path, verb, -1, failure);
        }
    }

    AsynchronousFileChannel channel() {
        return channel;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        StorageFailures.checkRange(path, "write", positionBytes, buffer.remaining());
        return transfer("write", positionBytes, buffer, true);
    }

    @Override
    public int read(long positionBytes, ByteBuffer buffer) {
        StorageFailures.checkRange(path, "read", positionBytes, buffer.remaining());
        if (buffer.isReadOnly()) {
            throw StorageFailures.misuse(path, "read", positionBytes, "the buffer to fill is read-only");
        }
        return transfer("read", positionBytes, buffer, false);
    }

    private int transfer(String verb, long positionBytes, ByteBuffer buffer, boolean write) {
        int limit = buffer.limit();
        if (!buffer.isDirect() && buffer.remaining() > HEAP_TRANSFER_BYTES_MAX) {
            buffer.limit(buffer.position() + HEAP_TRANSFER_BYTES_MAX);
        }
        try {
            Future<Integer> outcome =
                    write ? channel.write(buffer, positionBytes) : channel.read(buffer, positionBytes);
            return switch (outcome.state()) {
                case SUCCESS -> outcome.resultNow();
                case FAILED -> throw StorageFailures.of(path, verb, positionBytes, outcome.exceptionNow());
                case RUNNING, CANCELLED ->
                    throw new StorageFailedException(
                            path, verb, positionBytes, Kind.OTHER, "the platform did not finish the transfer inline");
            };
        } catch (RuntimeException refused) {
            throw failure(verb, positionBytes, refused);
        } finally {
            buffer.limit(limit);
        }
    }

    /** The channel throws unchecked exceptions for misuse, such as writing to a file opened for reading. */
    private RuntimeException failure(String verb, long positionBytes, RuntimeException refused) {
        return refused instanceof StorageFailedException
                ? refused
                : StorageFailures.of(path, verb, positionBytes, refused);
    }

    @Override
    public long sizeBytes() {
        try {
            return channel.size();
        } catch (IOException failure) {
            throw StorageFailures.of(path, "size", -1, failure);
        }
    }

    @Override
    public void truncate(long sizeBytes) {
        StorageFailures.checkRange(path, "truncate", sizeBytes, 0);
        try {
            channel.truncate(sizeBytes);
        } catch (IOException | RuntimeException failure) {
            throw StorageFailures.of(path, "truncate", sizeBytes, failure);
        }
    }

    @Override
    public void force(boolean metadata) {
        try {
            channel.force(metadata);
        } catch (IOException failure) {
            throw StorageFailures.of(path, "force", -1, failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw StorageFailures.of(path, "close", -1, failure);
        }
    }
}
