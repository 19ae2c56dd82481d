package io.varve.testkit.rig;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of a {@link LoggedDevice}, in the format of Linux's dm-log-writes: a sector with a header, then for each
 * entry a sector that describes it and the data that was written.
 */
final class BlockLog implements AutoCloseable {

    static final int SECTOR_BYTES = 512;

    private static final long FLAG_FLUSH = 1;
    private static final long FLAG_FUA = 2;
    private static final long FLAG_DISCARD = 4;
    private static final int DESCRIPTION_BYTES = 32;

    private final FileChannel channel;
    private final List<Entry> entries;

    private BlockLog(FileChannel channel, List<Entry> entries) {
        this.channel = channel;
        this.entries = entries;
    }

    /**
     * A write, or a flush of all that was written before it.
     *
     * @param dataPositionBytes where in the log its data begins
     * @param positionBytes where on the device it goes
     * @param sizeBytes how much it is
     * @param flags what else it is
     */
    record Entry(long dataPositionBytes, long positionBytes, int sizeBytes, long flags) {

        boolean flushes() {
            return (flags & FLAG_FLUSH) != 0;
        }

        /** Whether it is on the medium as soon as it is done. */
        boolean unbuffered() {
            return (flags & FLAG_FUA) != 0;
        }

        boolean discards() {
            return (flags & FLAG_DISCARD) != 0;
        }

        /** Where in the log the next entry begins. */
        long endBytes() {
            return dataPositionBytes + (discards() ? 0 : sizeBytes);
        }
    }

    static BlockLog open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        List<Entry> entries = new ArrayList<>();
        ByteBuffer description = ByteBuffer.allocate(DESCRIPTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long position = SECTOR_BYTES; position + SECTOR_BYTES <= channel.size(); ) {
            read(channel, position, description.clear());
            Entry entry = new Entry(
                    position + SECTOR_BYTES,
                    description.getLong(0) * SECTOR_BYTES,
                    Math.toIntExact(description.getLong(8) * SECTOR_BYTES),
                    description.getLong(16));
            entries.add(entry);
            position = entry.endBytes();
        }
        return new BlockLog(channel, List.copyOf(entries));
    }

    private static void read(FileChannel channel, long positionBytes, ByteBuffer into) throws IOException {
        long position = positionBytes;
        while (into.hasRemaining()) {
            int count = channel.read(into, position);
            if (count < 0) {
                throw new EOFException("the log of blocks ends at " + position);
            }
            position += count;
        }
        into.flip();
    }

    /** All entries, in the order in which they reached the device. */
    List<Entry> entries() {
        return entries;
    }

    /** What an entry wrote. */
    ByteBuffer data(Entry entry) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(entry.sizeBytes());
        if (!entry.discards()) {
            read(channel, entry.dataPositionBytes(), data);
        }
        return data;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
