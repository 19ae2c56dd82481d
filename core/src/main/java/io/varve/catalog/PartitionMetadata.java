package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.error.UnsupportedFormatException;
import io.varve.io.Disk;
import io.varve.io.DurableFile;
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

    private static final int VERSION = 0;

    /** Kafka writes 43 bytes; a file beyond this is not read at all. */
    private static final int SIZE_BYTES_MAX = 256;

    private static final Pattern FORMAT = Pattern.compile("version: ([0-9]{1,9})\ntopic_id: (\\S*)\n?");

    private PartitionMetadata() {}

    /** Says whose a folder is; damage is a result here, since the caller knows whether it is to be expected. */
    static PartitionIdentity read(Disk disk, Path folder) {
        Path path = folder.resolve(FILE_NAME);
        try {
            return DurableFile.read(disk, path, SIZE_BYTES_MAX)
                    .map(bytes -> parse(path, new String(bytes, StandardCharsets.ISO_8859_1)))
                    .orElseGet(PartitionIdentity.Missing::new);
        } catch (CorruptionException tooLong) {
            return new PartitionIdentity.Unreadable(tooLong);
        }
    }

    private static PartitionIdentity parse(Path path, String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
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
        DurableFile.replace(disk, folder.resolve(FILE_NAME), content(topicId));
    }

    /** Writes the file into a new folder; its name survives a crash after the caller forced that. */
    static void create(Disk disk, Path folder, UUID topicId) {
        DurableFile.create(disk, folder.resolve(FILE_NAME), content(topicId));
    }

    private static ByteBuffer content(UUID topicId) {
        String text = "version: " + VERSION + "\ntopic_id: " + TopicId.text(topicId);
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
