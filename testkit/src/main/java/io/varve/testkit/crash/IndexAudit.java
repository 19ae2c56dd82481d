package io.varve.testkit.crash;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.testkit.crash.HistoryViolation.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Holds the offset indexes of a store that was closed cleanly against its logs. An index that is wrong harms nobody, as
 * it is made again; so nothing but a look at the file tells that it was written wrong. I9.
 */
final class IndexAudit {

    private static final String INDEX = ".index";
    private static final int ENTRY_BYTES = 2 * Integer.BYTES;

    private IndexAudit() {}

    static void check(Disk disk, Path store) {
        Path topics = store.resolve("topics");
        for (String folder : disk.list(topics)) {
            for (String name : disk.list(topics.resolve(folder))) {
                if (name.endsWith(INDEX)) {
                    check(disk, topics.resolve(folder), name.substring(0, name.length() - INDEX.length()));
                }
            }
        }
    }

    private static void check(Disk disk, Path folder, String base) {
        ByteBuffer index = content(disk, folder.resolve(base + INDEX));
        ByteBuffer log = content(disk, folder.resolve(base + ".log"));
        for (int at = 0; at + ENTRY_BYTES <= index.limit(); at += ENTRY_BYTES) {
            long offset = Long.parseLong(base) + index.getInt(at);
            int position = index.getInt(at + Integer.BYTES);
            long found = position < 0 || position + Long.BYTES > log.limit() ? -1 : log.getLong(position);
            if (found < 0 || found > offset) {
                throw new HistoryViolation(
                        Kind.INDEX,
                        folder.resolve(base + INDEX) + " leads for offset " + offset + " to byte " + position
                                + ", where a batch of offset " + found + " begins");
            }
        }
    }

    private static ByteBuffer content(Disk disk, Path path) {
        try (DiskFile file = disk.openRead(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return bytes.flip();
        }
    }
}
