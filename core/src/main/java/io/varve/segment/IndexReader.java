package io.varve.segment;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads index files as they are found. What cannot be an index of the log beside it is refused, and then rebuilt from
 * that log. Zeros up to the end of the file are no entries: Kafka sets the whole file's size aside while a segment is
 * active, and a crash leaves it so. Memory: that of the entries; a false file is given up at its first entry out of
 * order.
 */
final class IndexReader {

    /** A multiple of either entry's size. */
    private static final int CHUNK_BYTES = 24 << 11;

    private IndexReader() {}

    /** Takes one entry; false where it cannot be true. */
    private interface Sink {
        boolean take(ByteBuffer entry);
    }

    /**
     * Reads an offset index.
     *
     * @param logBytes the size of the log beside it
     * @return empty where the file is missing or cannot be true
     */
    static Optional<OffsetIndex> offsets(Disk disk, Path path, long baseOffset, long logBytes) {
        OffsetIndex index = new OffsetIndex(baseOffset);
        boolean sane = read(disk, path, OffsetIndex.ENTRY_BYTES, entry -> {
            int relativeOffset = entry.getInt();
            int positionBytes = entry.getInt();
            if (!index.accepts(relativeOffset, positionBytes) || positionBytes >= logBytes) {
                return false;
            }
            index.stage(baseOffset + relativeOffset, positionBytes);
            return true;
        });
        index.publish();
        return sane ? Optional.of(index) : Optional.empty();
    }

    /**
     * Reads a time index.
     *
     * @return empty where the file is missing or cannot be true
     */
    static Optional<TimeIndex> times(Disk disk, Path path, long baseOffset) {
        TimeIndex index = new TimeIndex(baseOffset);
        boolean sane = read(disk, path, TimeIndex.ENTRY_BYTES, entry -> {
            long timestampMs = entry.getLong();
            int relativeOffset = entry.getInt();
            if (!index.accepts(timestampMs, relativeOffset)) {
                return false;
            }
            index.stage(timestampMs, baseOffset + relativeOffset);
            return true;
        });
        index.publish();
        return sane ? Optional.of(index) : Optional.empty();
    }

    private static boolean read(Disk disk, Path path, int entryBytes, Sink sink) {
        if (!disk.exists(path)) {
            return false;
        }
        try (DiskFile file = disk.openRead(path)) {
            return file.sizeBytes() % entryBytes == 0 && readEntries(file, entryBytes, sink);
        }
    }

    private static boolean readEntries(DiskFile file, int entryBytes, Sink sink) {
        long fileBytes = file.sizeBytes();
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(fileBytes, CHUNK_BYTES));
        boolean ended = false;
        for (long positionBytes = 0; positionBytes < fileBytes; positionBytes += chunk.limit()) {
            chunk.clear();
            file.readFully(positionBytes, chunk);
            chunk.flip();
            if (chunk.limit() == 0 || chunk.limit() % entryBytes != 0) {
                return false;
            }
            while (chunk.hasRemaining()) {
                boolean first = positionBytes == 0 && chunk.position() == 0;
                ended |= isZero(chunk, entryBytes) && !(first && entryFollows(chunk, entryBytes));
                if (!(ended ? skipZero(chunk, entryBytes) : sink.take(chunk))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean skipZero(ByteBuffer chunk, int entryBytes) {
        boolean zero = isZero(chunk, entryBytes);
        chunk.position(chunk.position() + entryBytes);
        return zero;
    }

    /**
     * Whether the first entry can be an entry although it is all zeros: the file is no longer, or goes on with another.
     * Such is the entry of timestamp 0 at the segment's first offset.
     */
    private static boolean entryFollows(ByteBuffer chunk, int entryBytes) {
        return chunk.limit() == entryBytes || !isZero(chunk.slice(entryBytes, entryBytes), entryBytes);
    }

    private static boolean isZero(ByteBuffer chunk, int entryBytes) {
        for (int at = chunk.position(); at < chunk.position() + entryBytes; at++) {
            if (chunk.get(at) != 0) {
                return false;
            }
        }
        return true;
    }
}
