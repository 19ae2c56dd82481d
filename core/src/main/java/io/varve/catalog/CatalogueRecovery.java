package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.Entropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

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

    /** A folder that no entry claims, and whose it says it is. */
    private record Unclaimed(PartitionFolder folder, PartitionIdentity identity) {}

    private final TopicFolders folders;
    private final CatalogueFiles files;
    private final Path storeDirectory;
    private final List<RecoveryFinding> findings = new ArrayList<>();
    private final List<Unclaimed> unclaimed = new ArrayList<>();
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
        if (read.isEmpty()) {
            live.values().forEach(entry -> partitions(entry).forEach(index -> folders.isClaimed(entry, index)));
        }
        findUnclaimed(entries, survey);

        folders.prepare();
        if (read.isEmpty()) {
            files.write(entries);
            live.values().forEach(this::claim);
        }
        repair();
        retireDeleted(entries);
        clearUnclaimed(survey);
        removeRetired(survey, live.size() < entries.size());
        if (live.size() < entries.size()) {
            folders.force();
            files.write(live);
        }
        return new Recovered(Collections.unmodifiableSortedMap(live), List.copyOf(findings));
    }

    /** Where nothing was on its way out before and nothing was sent there, there is nothing to list. */
    private void removeRetired(FolderSurvey survey, boolean retired) {
        if (retired || !unclaimed.isEmpty() || !survey.deletedNames().isEmpty()) {
            folders.survey().deletedNames().forEach(folders::removeRetired);
        }
    }

    private SortedMap<String, TopicEntry> rebuild(FolderSurvey survey) {
        CatalogueRebuild rebuild = new CatalogueRebuild(survey, folders, files);
        SortedMap<String, TopicEntry> entries = rebuild.entries();
        findings.addAll(rebuild.findings());
        return entries;
    }

    /**
     * A live topic has all its folders. A lost one is lost data: it is never made anew in silence. That they are its
     * own is looked at when they are used ({@link TopicFolders#claim}), or a store of many partitions would take
     * seconds to open.
     */
    private void inspect(TopicEntry entry, FolderSurvey survey) {
        SortedSet<Integer> present = survey.partitions(entry.name());
        for (int partition = 0; partition < entry.partitionCount(); partition++) {
            if (!present.contains(partition)) {
                throw new CorruptionException(
                        entry.path(storeDirectory, partition),
                        0,
                        "the folder of " + TopicFolders.owner(entry, partition),
                        "no such folder");
            }
        }
        if (!hasCopy(entry)) {
            staleCopies.add(entry);
        }
    }

    /** Nothing but the folders say whose they are where the catalogue was lost: those that don't are told. */
    private void claim(TopicEntry entry) {
        partitions(entry).forEach(partition -> folders.claim(entry, partition).ifPresent(findings::add));
    }

    private static IntStream partitions(TopicEntry entry) {
        return IntStream.range(0, entry.partitionCount());
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
    private void findUnclaimed(SortedMap<String, TopicEntry> entries, FolderSurvey survey) {
        for (String topic : survey.topics().keySet()) {
            TopicEntry entry = entries.get(topic);
            int claimed = entry == null ? 0 : entry.partitionCount();
            survey.identities(topic, claimed)
                    .forEach((partition, identity) ->
                            unclaimed.add(new Unclaimed(new PartitionFolder(topic, partition), identity)));
        }
    }

    private void clearUnclaimed(FolderSurvey survey) {
        unclaimed.forEach(found -> clear(found.folder(), found.identity(), survey));
        if (!unclaimed.isEmpty()) {
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
