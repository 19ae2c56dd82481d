package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.StateFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The catalogue's two state files: {@code catalog} in the store's folder, which decides, and the copy of a topic's
 * entry, {@code topic.properties} in its partition 0's folder, from which a lost catalogue is rebuilt. Both are
 * replaced in one step that survives a crash. Called by one thread at a time.
 */
final class CatalogueFiles {

    static final String CATALOG = "catalog";
    static final String COPY = "topic.properties";

    private static final String CATALOG_KIND = "catalog";
    private static final String COPY_KIND = "topic";

    private final Disk disk;
    private final Path storeDirectory;

    CatalogueFiles(Disk disk, Path storeDirectory) {
        this.disk = disk;
        this.storeDirectory = storeDirectory;
    }

    /** All topics by name; empty where the file does not exist. Damage is an error, never an empty catalogue. */
    Optional<SortedMap<String, TopicEntry>> read() {
        Path file = storeDirectory.resolve(CATALOG);
        return StateFile.read(disk, file, CATALOG_KIND, TopicLines.VERSION)
                .map(content -> byName(TopicLines.read(file, headerBytes(CATALOG_KIND), content.lines())));
    }

    private static SortedMap<String, TopicEntry> byName(List<TopicEntry> entries) {
        SortedMap<String, TopicEntry> byName = new TreeMap<>();
        entries.forEach(entry -> byName.put(entry.name(), entry));
        return Collections.unmodifiableSortedMap(byName);
    }

    /** Replaces the catalogue: the moment at which a change has happened. */
    void write(SortedMap<String, TopicEntry> entries) {
        StateFile.write(
                disk,
                storeDirectory.resolve(CATALOG),
                CATALOG_KIND,
                TopicLines.VERSION,
                TopicLines.write(entries.values()));
    }

    /** Where a topic's copy lies. */
    Path copyPath(String topic) {
        return new PartitionFolder(topic, 0).path(storeDirectory).resolve(COPY);
    }

    /** A topic's copy; empty where the file does not exist. */
    Optional<TopicEntry> readCopy(String topic) {
        Path file = copyPath(topic);
        return StateFile.read(disk, file, COPY_KIND, TopicLines.VERSION)
                .map(content -> only(file, topic, TopicLines.read(file, headerBytes(COPY_KIND), content.lines())));
    }

    private static TopicEntry only(Path file, String topic, List<TopicEntry> entries) {
        if (entries.size() != 1 || !entries.getFirst().name().equals(topic)) {
            throw new CorruptionException(
                    file,
                    headerBytes(COPY_KIND),
                    "the one topic '" + topic + "'",
                    entries.stream().map(TopicEntry::name).toList().toString());
        }
        return entries.getFirst();
    }

    /** Replaces a topic's copy. */
    void writeCopy(TopicEntry entry) {
        StateFile.write(disk, copyPath(entry.name()), COPY_KIND, TopicLines.VERSION, TopicLines.write(List.of(entry)));
    }

    /** Writes the copy of a new topic into its new folder; its name survives a crash after the caller forced that. */
    void createCopy(TopicEntry entry) {
        StateFile.create(disk, copyPath(entry.name()), COPY_KIND, TopicLines.VERSION, TopicLines.write(List.of(entry)));
    }

    /** How long the first line of a state file is. */
    private static long headerBytes(String kind) {
        return ("varve " + kind + " " + TopicLines.VERSION + "\n").length();
    }
}
