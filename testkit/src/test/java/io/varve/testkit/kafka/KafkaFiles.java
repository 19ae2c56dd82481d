package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.record.internal.FileLogInputStream.FileChannelRecordBatch;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.storage.internals.log.OffsetIndex;
import org.apache.kafka.storage.internals.log.TimeIndex;

/** A partition's files read one by one by the classes with which Kafka reads its own. */
final class KafkaFiles {

    private KafkaFiles() {}

    /** What all logs of a folder hold. */
    record Content(List<StoredRecord> records, long batchCount) {}

    static Content read(Path folder) throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        long batchCount = 0;
        for (Path file : Folders.files(folder, ".log")) {
            try (FileRecords log = FileRecords.open(file.toFile(), false)) {
                List<FileChannelRecordBatch> batches = new ArrayList<>();
                log.batches().forEach(batches::add);
                long bytes = batches.stream()
                        .mapToLong(FileChannelRecordBatch::sizeInBytes)
                        .sum();
                assertEquals(Files.size(file), bytes, () -> file + ": bytes in batches");
                records.addAll(KafkaRecords.decode(batches, 0));
                batchCount += batches.size();
            }
        }
        return new Content(records, batchCount);
    }

    /** Lets Kafka's indexes check themselves as it does when it opens a log. */
    static void checkIndexes(Path folder) throws IOException {
        for (Path path : Folders.files(folder, ".index")) {
            File file = path.toFile();
            try (OffsetIndex index = new OffsetIndex(file, Folders.baseOffset(path), -1, false)) {
                index.sanityCheck();
            }
        }
        for (Path path : Folders.files(folder, ".timeindex")) {
            File file = path.toFile();
            try (TimeIndex index = new TimeIndex(file, Folders.baseOffset(path), -1, false)) {
                index.sanityCheck();
            }
        }
    }

    /** The entries of all indexes, by file name. */
    static Map<String, List<String>> indexes(Path folder) throws IOException {
        Map<String, List<String>> indexes = new TreeMap<>();
        for (Path file : Folders.files(folder, ".index")) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            List<String> entries = new ArrayList<>();
            while (bytes.hasRemaining()) {
                entries.add("offset +" + bytes.getInt() + " at byte " + bytes.getInt());
            }
            indexes.put(file.getFileName().toString(), entries);
        }
        for (Path file : Folders.files(folder, ".timeindex")) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            List<String> entries = new ArrayList<>();
            while (bytes.hasRemaining()) {
                entries.add(bytes.getLong() + " ms at offset +" + bytes.getInt());
            }
            indexes.put(file.getFileName().toString(), entries);
        }
        return indexes;
    }

    static void assertSame(Map<String, List<String>> expected, Map<String, List<String>> found, String where) {
        assertEquals(expected.keySet(), found.keySet(), () -> where + ": index files");
        expected.forEach((name, entries) -> {
            List<String> other = found.getOrDefault(name, List.of());
            int same = 0;
            while (same < Math.min(entries.size(), other.size())
                    && entries.get(same).equals(other.get(same))) {
                same++;
            }
            assertEquals(
                    entries.subList(same, entries.size()),
                    other.subList(same, other.size()),
                    where + ": " + name + " from entry " + same + " on");
        });
    }
}
