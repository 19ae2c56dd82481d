package io.varve.catalog;

import io.varve.io.Disk;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What lies in {@code topics/} when a store is opened. Names that are none of ours, stray folders of earlier times
 * included, are left alone.
 *
 * @param topics by topic and partition, whose each partition's folder says it is
 * @param deletedNames the folders that a deletion renamed and did not live to remove
 * @param deletedIds the topics that these belonged to
 */
record FolderSurvey(
        SortedMap<String, SortedMap<Integer, PartitionIdentity>> topics,
        List<String> deletedNames,
        Set<UUID> deletedIds) {

    static FolderSurvey take(Disk disk, Path storeDirectory) {
        SortedMap<String, SortedMap<Integer, PartitionIdentity>> topics = new TreeMap<>();
        Path directory = storeDirectory.resolve(PartitionFolder.TOPICS);
        List<String> names = disk.exists(directory) ? disk.list(directory) : List.of();
        Set<UUID> deletedIds = new HashSet<>();
        for (String name : names) {
            PartitionFolder.parseDeleted(name).ifPresent(deletedIds::add);
            PartitionFolder.parse(name)
                    .ifPresent(folder -> topics.computeIfAbsent(folder.topic(), _ -> new TreeMap<>())
                            .put(folder.partition(), PartitionMetadata.read(disk, folder.path(storeDirectory))));
        }
        List<String> deletedNames = names.stream()
                .filter(name -> PartitionFolder.parseDeleted(name).isPresent())
                .toList();
        return new FolderSurvey(topics, deletedNames, deletedIds);
    }

    /** Whose a partition's folder is; empty where there is no such folder. */
    Optional<PartitionIdentity> identity(String topic, int partition) {
        return Optional.ofNullable(topics.getOrDefault(topic, new TreeMap<>()).get(partition));
    }

    /** Whether there is anything of any topic. */
    boolean isEmpty() {
        return topics.isEmpty() && deletedNames.isEmpty();
    }
}
