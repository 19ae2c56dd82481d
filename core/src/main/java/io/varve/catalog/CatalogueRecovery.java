package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.Entropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Opens a catalogue, whatever the last process was doing when it ended. Everything is looked at before anything is
 * changed, so that damage is reported with all of it still in place. Each change leads towards the same end, so that an
 * interrupted recovery is taken up by the next one. Used by the opening thread.
 */
final class CatalogueRecovery {

    /**
     * @param entries the topics, all live
     * @param findings what was found and dealt with
     */
    record Recovered(SortedMap<String, TopicEntry> entries, List<RecoveryFinding> findings) {}

    /** One file to be written anew. */
    private record Repair(TopicEntry entry, int partition) {}

    private final TopicFolders folders;
    private final CatalogueFiles files;
    private final Path storeDirectory;
    private final List<RecoveryFinding> findings = new ArrayList<>();
    private final List<Repair> missingMetadata = new ArrayList<>();
    private final List<TopicEntry> staleCopies = new ArrayList<>();

    CatalogueRecovery(Disk disk, Entropy entropy, Path storeDirectory) {
        this.folders = new TopicFolders(disk, entropy, storeDirectory);
        this.files = new CatalogueFiles(disk, storeDirectory);
        this.storeDirectory = storeDirectory;
    }

    Recovered run() {
        Optional<SortedMap<String, TopicEntry>> read = files.read();
        FolderSurvey survey = folders.survey();
        SortedMap<String, TopicEntry> entries = read.orElseGet(() -> rebuild(survey));
        SortedMap<String, TopicEntry> live = new TreeMap<>(entries);
        live.values().removeIf(entry -> entry.state() == TopicEntry.State.DELETING);
        live.values().forEach(entry -> inspect(entry, survey));

        folders.prepare();
        if (read.isEmpty()) {
            files.write(entries);
        }
        repair();
        retireDeleted(entries);
        clearUnclaimed(entries, survey);
        folders.survey().deletedNames().forEach(folders::removeRetired);
        if (live.size() < entries.size()) {
            folders.force();
            files.write(live);
        }
        return new Recovered(Collections.unmodifiableSortedMap(live), List.copyOf(findings));
    }

    private SortedMap<String, TopicEntry> rebuild(FolderSurvey survey) {
        CatalogueRebuild rebuild = new CatalogueRebuild(survey, folders, files);
        SortedMap<String, TopicEntry> entries = rebuild.entries();
        findings.addAll(rebuild.findings());
        return entries;
    }

    /**
     * A live topic has all its folders, and they are its own. A lost one is lost data: it is never made anew in
     * silence.
     */
    private void inspect(TopicEntry entry, FolderSurvey survey) {
        for (int partition = 0; partition < entry.partitionCount(); partition++) {
            Path folder = entry.path(storeDirectory, partition);
            String owner =
                    "partition " + partition + " of topic '" + entry.name() + "', identity " + TopicId.text(entry.id());
            PartitionIdentity identity = survey.identity(entry.name(), partition)
                    .orElseThrow(() -> new CorruptionException(folder, 0, "the folder of " + owner, "no such folder"));
            switch (identity) {
                case PartitionIdentity.Known known -> checkOwner(folder, owner, entry, known);
                case PartitionIdentity.Missing _ -> missingMetadata.add(new Repair(entry, partition));
                case PartitionIdentity.Unreadable unreadable -> throw unreadable.reason();
            }
        }
        if (!hasCopy(entry)) {
            staleCopies.add(entry);
        }
    }

    private static void checkOwner(Path folder, String owner, TopicEntry entry, PartitionIdentity.Known known) {
        if (!known.is(entry.id())) {
            throw new CorruptionException(
                    folder.resolve(PartitionMetadata.FILE_NAME),
                    0,
                    "the folder of " + owner,
                    "the folder of a topic with identity " + TopicId.text(known.topicId()));
        }
    }

    /**
     * The catalogue decides: a copy that is missing, older or damaged is written anew. One of a later format is an
     * error.
     */
    private boolean hasCopy(TopicEntry entry) {
        try {
            return files.readCopy(entry.name()).equals(Optional.of(entry));
        } catch (CorruptionException damaged) {
            return false;
        }
    }

    private void repair() {
        for (Repair repair : missingMetadata) {
            findings.add(
                    new RecoveryFinding.CopyRewritten(folders.restoreMetadata(repair.entry(), repair.partition())));
        }
        for (TopicEntry entry : staleCopies) {
            files.writeCopy(entry);
            findings.add(new RecoveryFinding.CopyRewritten(files.copyPath(entry.name())));
        }
    }

    private void retireDeleted(SortedMap<String, TopicEntry> entries) {
        for (TopicEntry entry : entries.values()) {
            if (entry.state() == TopicEntry.State.DELETING) {
                folders.retire(entry);
                findings.add(new RecoveryFinding.DeletionFinished(entry.name(), entry.id()));
            }
        }
    }

    /** Folders that no entry claims: the rest of a deleted topic, of an interrupted creation, or somebody's data. */
    private void clearUnclaimed(SortedMap<String, TopicEntry> entries, FolderSurvey survey) {
        boolean changed = false;
        for (Map.Entry<String, SortedMap<Integer, PartitionIdentity>> topic :
                survey.topics().entrySet()) {
            int claimed = entries.containsKey(topic.getKey())
                    ? entries.get(topic.getKey()).partitionCount()
                    : 0;
            for (Map.Entry<Integer, PartitionIdentity> unclaimed :
                    topic.getValue().tailMap(claimed).entrySet()) {
                clear(new PartitionFolder(topic.getKey(), unclaimed.getKey()), unclaimed.getValue(), survey);
                changed = true;
            }
        }
        if (changed) {
            folders.force();
        }
    }

    private void clear(PartitionFolder folder, PartitionIdentity identity, FolderSurvey survey) {
        Optional<UUID> deleted = identity.owner().filter(survey.deletedIds()::contains);
        if (deleted.isPresent()) {
            folders.retire(folder, deleted.get());
            RecoveryFinding finished = new RecoveryFinding.DeletionFinished(folder.topic(), deleted.get());
            if (!findings.contains(finished)) {
                findings.add(finished);
            }
        } else {
            findings.add(folders.clear(folder));
        }
    }
}
