package io.varve.catalog;

import io.varve.io.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What lies in {@code topics/} when a store is opened, by name alone: one listing, however many partitions there are.
 * Whose a folder says it is is read where somebody asks. Names that are none of ours, stray folders of earlier times
 * included, are left alone.
 *
 * @param disk where to look
 * @param storeDirectory the store's folder
 * @param topics the partitions that have folders, by topic
 * @param deletedNames the folders that a deletion renamed and did not live to remove
 * @param deletedIds the topics that these belonged to
 */
record FolderSurvey(
        Disk disk,
        Path storeDirectory,
        SortedMap<String, SortedSet<Integer>> topics,
        List<String> deletedNames,
        Set<UUID> deletedIds) {

    static FolderSurvey take(Disk disk, Path storeDirectory) {
        SortedMap<String, SortedSet<Integer>> topics = new TreeMap<>();
        Path directory = storeDirectory.resolve(PartitionFolder.TOPICS);
        List<String> deletedNames = new ArrayList<>();
        Set<UUID> deletedIds = new HashSet<>();
        for (String name : disk.exists(directory) ? disk.list(directory) : List.<String>of()) {
            PartitionFolder.parseDeleted(name).ifPresent(id -> {
                deletedIds.add(id);
                deletedNames.add(name);
            });
            PartitionFolder.parse(name)
                    .ifPresent(folder -> topics.computeIfAbsent(folder.topic(), _ -> new TreeSet<>())
                            .add(folder.partition()));
        }
        return new FolderSurvey(disk, storeDirectory, topics, deletedNames, deletedIds);
    }

    /** The partitions of a topic that have folders. */
    SortedSet<Integer> partitions(String topic) {
        return topics.getOrDefault(topic, Collections.emptySortedSet());
    }

    /** Whose the folders of a topic are, by partition, from a partition on. Reads a file in each. */
    SortedMap<Integer, PartitionIdentity> identities(String topic, int fromPartition) {
        SortedMap<Integer, PartitionIdentity> identities = new TreeMap<>();
        for (int partition : partitions(topic).tailSet(fromPartition)) {
            Path folder = new PartitionFolder(topic, partition).path(storeDirectory);
            identities.put(partition, PartitionMetadata.read(disk, folder));
        }
        return identities;
    }

    /** Whether there is anything of any topic. */
    boolean isEmpty() {
        return topics.isEmpty() && deletedNames.isEmpty();
    }
}
