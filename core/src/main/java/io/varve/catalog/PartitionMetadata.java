package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.error.UnsupportedFormatException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code partition.metadata} of a partition's folder, Kafka's format version 0: two lines without a line end
 * after the second, {@code version: 0} and {@code topic_id: } with the identity as {@link TopicId} writes it.
 */
final class PartitionMetadata {

    static final String FILE_NAME = "partition.metadata";

    /** What a crash may leave of a file that was being replaced. */
    static final String TEMPORARY_FILE_NAME = FILE_NAME + ".tmp";

    private static final int VERSION = 0;

    /** Kafka writes 43 bytes; a file beyond this is not read at all. */
    private static final int SIZE_BYTES_MAX = 256;

    private static final Pattern FORMAT = Pattern.compile("version: ([0-9]{1,9})\ntopic_id: (\\S*)\n?");

    private PartitionMetadata() {}

    /** Says whose a folder is; damage is a result here, since the caller knows whether it is to be expected. */
    static PartitionIdentity read(Disk disk, Path folder) {
        Path path = folder.resolve(FILE_NAME);
        byte[] bytes;
        try (DiskFile file = disk.openRead(path)) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE_BYTES_MAX + 1);
            file.readFully(0, buffer);
            bytes = new byte[buffer.position()];
            buffer.get(0, bytes);
        } catch (StorageFailedException failure) {
            if (failure.kind() == StorageFailedException.Kind.NOT_FOUND) {
                return new PartitionIdentity.Missing();
            }
            throw failure;
        }
        return parse(path, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static PartitionIdentity parse(Path path, String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (text.length() > SIZE_BYTES_MAX || !matcher.matches()) {
            return new PartitionIdentity.Unreadable(new CorruptionException(
                    path, 0, "the two lines 'version: 0' and 'topic_id: …'", "'" + Shown.text(text) + "'"));
        }
        if (Integer.parseInt(matcher.group(1)) != VERSION) {
            return new PartitionIdentity.Unreadable(
                    new UnsupportedFormatException(path, matcher.group(1), Integer.toString(VERSION)));
        }
        String id = matcher.group(2);
        return TopicId.parse(id)
                .<PartitionIdentity>map(PartitionIdentity.Known::new)
                .orElseGet(() -> new PartitionIdentity.Unreadable(new CorruptionException(
                        path, matcher.start(2), "a topic's identity, 22 characters", "'" + Shown.text(id) + "'")));
    }

    /** Writes or replaces the file; when this returns it survives a crash, unless its folder's own name does not. */
    static void write(Disk disk, Path folder, UUID topicId) {
        Path temporary = folder.resolve(TEMPORARY_FILE_NAME);
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        String text = "version: " + VERSION + "\ntopic_id: " + TopicId.text(topicId);
        try (DiskFile file = disk.create(temporary, text.length())) {
            file.writeFully(0, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            file.force(true);
        }
        disk.rename(temporary, folder.resolve(FILE_NAME));
        disk.forceDirectory(folder);
    }
}
