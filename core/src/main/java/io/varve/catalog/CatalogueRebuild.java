package io.varve.catalog;

import io.varve.error.CorruptionException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Decides which topics there are when the catalogue's file is lost and only folders are left. A topic is what has a
 * folder of partition 0: its copy of the entry says the rest. Not taken for topics are what an interrupted creation
 * left (folders missing or unnamed, no data anywhere) and what a deletion had begun to rename. Changes nothing; used by
 * the opening thread.
 */
final class CatalogueRebuild {

    private final FolderSurvey survey;
    private final TopicFolders folders;
    private final CatalogueFiles files;
    private final Set<UUID> ids = new HashSet<>();
    private final List<RecoveryFinding> findings = new ArrayList<>();

    CatalogueRebuild(FolderSurvey survey, TopicFolders folders, CatalogueFiles files) {
        this.survey = survey;
        this.folders = folders;
        this.files = files;
    }

    /** The topics found, by name. */
    SortedMap<String, TopicEntry> entries() {
        SortedMap<String, TopicEntry> entries = new TreeMap<>();
        for (String name : survey.topics().keySet()) {
            SortedMap<Integer, PartitionIdentity> identities = survey.identities(name, 0);
            Optional.ofNullable(identities.get(0))
                    .flatMap(first -> entry(name, first, identities))
                    .ifPresent(entry -> entries.put(entry.name(), entry));
        }
        if (!survey.isEmpty()) {
            findings.add(new RecoveryFinding.CatalogueRebuilt(entries.size()));
        }
        return entries;
    }

    /** What an operator should know about them. */
    List<RecoveryFinding> findings() {
        return findings;
    }

    private Optional<TopicEntry> entry(
            String name, PartitionIdentity first, SortedMap<Integer, PartitionIdentity> partitions) {
        if (first instanceof PartitionIdentity.Unreadable unreadable) {
            if (holdsData(name, partitions.keySet())) {
                throw unreadable.reason();
            }
            return Optional.empty();
        }
        Optional<TopicEntry> copy = files.readCopy(name);
        Optional<UUID> id = first.owner().or(() -> copy.map(TopicEntry::id));
        if (id.isEmpty() || survey.deletedIds().contains(id.get())) {
            return Optional.empty();
        }
        checkIdentity(name, id.get(), copy);
        TopicEntry entry =
                copy.map(found -> grown(found, partitions)).orElseGet(() -> withoutCopy(name, id.get(), partitions));
        if (entry.state() == TopicEntry.State.LIVE && !isComplete(entry, partitions)) {
            Set<Integer> present = partitions.headMap(entry.partitionCount()).keySet();
            if (!holdsData(name, present)) {
                return Optional.empty();
            }
        }
        if (copy.isEmpty()) {
            findings.add(new RecoveryFinding.DefaultsAssumed(name));
        }
        return Optional.of(entry);
    }

    private void checkIdentity(String name, UUID id, Optional<TopicEntry> copy) {
        Path file = files.copyPath(name);
        if (copy.isPresent() && !copy.get().id().equals(id)) {
            throw new CorruptionException(
                    file,
                    0,
                    "topic identity " + TopicId.text(id) + " as in " + PartitionMetadata.FILE_NAME,
                    TopicId.text(copy.get().id()));
        }
        if (!ids.add(id)) {
            throw new CorruptionException(
                    file.resolveSibling(PartitionMetadata.FILE_NAME),
                    0,
                    "a topic identity that no other topic has",
                    TopicId.text(id));
        }
    }

    /**
     * A folder behind the last one that says it is the topic's and holds data is the topic's, whatever an old copy put
     * back by hand may say; one without data is left from a growth that did not happen.
     */
    private TopicEntry grown(TopicEntry copy, SortedMap<Integer, PartitionIdentity> partitions) {
        int partitionCount = copy.partitionCount();
        while (partitions
                        .getOrDefault(partitionCount, new PartitionIdentity.Missing())
                        .is(copy.id())
                && folders.holdsData(new PartitionFolder(copy.name(), partitionCount))) {
            partitionCount++;
        }
        return copy.withPartitionCount(partitionCount);
    }

    private static TopicEntry withoutCopy(String name, UUID id, SortedMap<Integer, PartitionIdentity> partitions) {
        int highest = partitions.entrySet().stream()
                .filter(partition -> partition.getValue().is(id))
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(0);
        return new TopicEntry(name, id, highest + 1, TopicEntry.State.LIVE, TopicConfig.DEFAULT);
    }

    private static boolean isComplete(TopicEntry entry, SortedMap<Integer, PartitionIdentity> partitions) {
        for (int partition = 0; partition < entry.partitionCount(); partition++) {
            if (!partitions
                    .getOrDefault(partition, new PartitionIdentity.Missing())
                    .is(entry.id())) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsData(String topic, Set<Integer> partitions) {
        return partitions.stream().anyMatch(partition -> folders.holdsData(new PartitionFolder(topic, partition)));
    }
}
