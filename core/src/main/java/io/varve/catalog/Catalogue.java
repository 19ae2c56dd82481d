package io.varve.catalog;

import io.varve.error.InvalidTopicException;
import io.varve.error.StorageFailedException;
import io.varve.error.TopicExistsException;
import io.varve.error.TopicNotFoundException;
import io.varve.error.VarveException;
import io.varve.io.Disk;
import io.varve.io.Entropy;
import io.varve.io.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which topics a store has. Holds no open files, so that it need not be closed; the store's lock, taken by its owner
 * before {@link #open}, keeps other processes away.
 *
 * <p>Threads: any. Readers get an immutable snapshot and never wait. Changes go one at a time and are on disk when they
 * return; making a topic takes two syncs for each partition, one of the copy, one of {@code topics/} and two of the
 * whole catalogue.
 *
 * <h2>How changes survive a crash</h2>
 *
 * A change has happened when the file {@code catalog} was replaced, which is one step. What it needs is made before:
 *
 * <ul>
 *   <li>create, grow: folders and their files, forced, then the copy of the entry in partition 0's folder, then
 *       {@code catalog}. Folders that the catalogue does not know are the leftovers of a change that did not happen.
 *   <li>configuration: the copy, then {@code catalog}. A copy that differs is written anew at the next open.
 *   <li>delete: {@code catalog} first, since from then on there is no way back; then the copy, then the folders are
 *       renamed, then removed, then the entry is dropped. The next open takes up what was left undone.
 * </ul>
 *
 * When replacing {@code catalog} fails it is not known which of the two a crash would leave. The change is then
 * reported as failed, and the next change begins by writing down what holds, so that both agree again.
 */
public final class Catalogue {

    private final CatalogueFiles files;
    private final TopicFolders folders;
    private final Entropy entropy;
    private final Path storeDirectory;

    private final ReentrantLock changes = new ReentrantLock();

    /** All topics by name, those on their way out included. Written under the lock, read by anyone; never changed. */
    private volatile SortedMap<String, TopicEntry> entries;

    /** What recovery and later changes came upon. Written under the lock, read by anyone; never changed. */
    private volatile List<RecoveryFinding> findings;

    /** Under the lock: whether {@code catalog} may hold something else than {@link #entries}. */
    private boolean isFileUncertain;

    /** Under the lock: topics whose copy may hold something else than their entry. */
    private final Set<String> uncertainCopies = new HashSet<>();

    private Catalogue(Path storeDirectory, Surroundings surroundings, CatalogueRecovery.Recovered recovered) {
        Disk disk = surroundings.disk();
        this.storeDirectory = storeDirectory;
        this.entropy = surroundings.entropy();
        this.files = new CatalogueFiles(disk, storeDirectory);
        this.folders = new TopicFolders(disk, entropy, storeDirectory);
        this.entries = recovered.entries();
        this.findings = recovered.findings();
    }

    /**
     * Opens the catalogue of a store, makes an empty one in a new store, completes or undoes what a crash interrupted,
     * and rebuilds it from the partitions' folders where its file is missing. {@link #findings} tells what was done.
     *
     * @param storeDirectory the store's folder, existing and locked by the caller
     * @throws io.varve.error.CorruptionException where the catalogue is damaged or a live topic's folder is gone;
     *     nothing was changed
     * @throws io.varve.error.UnsupportedFormatException where a later release wrote it; nothing was changed
     */
    public static Catalogue open(Path storeDirectory, Surroundings surroundings) {
        CatalogueRecovery recovery = new CatalogueRecovery(surroundings.disk(), surroundings.entropy(), storeDirectory);
        return new Catalogue(storeDirectory, surroundings, recovery.run());
    }

    /** Whether a store has its catalogue, which is the last that the making of a store makes. */
    public static boolean exists(Path storeDirectory, Disk disk) {
        return disk.exists(storeDirectory.resolve(CatalogueFiles.CATALOG));
    }

    /** What opening found and dealt with, and data found in the way of new topics since; empty after a clean end. */
    public List<RecoveryFinding> findings() {
        return findings;
    }

    /** The live topics, in the order of their names. */
    public List<TopicEntry> topics() {
        return entries.values().stream().filter(Catalogue::isLive).toList();
    }

    /** A live topic. */
    public Optional<TopicEntry> find(String name) {
        return Optional.ofNullable(entries.get(name)).filter(Catalogue::isLive);
    }

    /**
     * Where a partition's log lies. The folder exists for every partition of a live topic.
     *
     * @throws io.varve.error.PartitionNotFoundException where the topic has no such partition
     */
    public Path folder(TopicEntry topic, int partition) {
        return topic.path(storeDirectory, partition);
    }

    /**
     * Makes sure that a partition's folder is its own, before the first file in it is touched: opening the catalogue
     * looks at the folders' names only, so that a store of many partitions opens at once. A lost identity is written
     * anew.
     *
     * @return what was written anew; it is among the {@link #findings} too
     * @throws io.varve.error.CorruptionException where the folder is another topic's, or its identity is damaged
     * @throws io.varve.error.UnsupportedFormatException where a later release wrote it
     */
    public Optional<RecoveryFinding> claim(TopicEntry topic, int partition) {
        Optional<RecoveryFinding> restored = folders.claim(topic, partition);
        restored.ifPresent(finding -> {
            changes.lock();
            try {
                addFindings(List.of(finding));
            } finally {
                changes.unlock();
            }
        });
        return restored;
    }

    /**
     * Makes a topic. Its partitions' folders are there, without logs, when this returns. Of several threads that make a
     * topic of one name, one succeeds.
     *
     * @param name the name, see {@link TopicName}
     * @param partitionCount 1 to {@link PartitionFolder#PARTITION_COUNT_MAX}
     * @param configuration what differs from the defaults
     * @throws TopicExistsException where there is one
     * @throws InvalidTopicException where name or count cannot be accepted, or a topic of this name is being deleted
     * @throws io.varve.error.InvalidConfigException naming a key that cannot be accepted
     */
    public TopicEntry create(String name, int partitionCount, Map<String, String> configuration) {
        TopicName.check(name);
        PartitionFolder.checkCount(name, partitionCount);
        TopicConfig checked = TopicConfig.parse(configuration);
        changes.lock();
        try {
            requireFree(name);
            settle();
            TopicEntry entry =
                    new TopicEntry(name, TopicId.fresh(entropy), partitionCount, TopicEntry.State.LIVE, checked);
            note(folders.make(entry, 0));
            files.createCopy(entry);
            folders.force(entry, 0);
            commit(entry);
            return entry;
        } finally {
            changes.unlock();
        }
    }

    private void requireFree(String name) {
        Optional<TopicEntry> taken = Optional.ofNullable(entries.get(name));
        if (taken.filter(Catalogue::isLive).isPresent()) {
            throw new TopicExistsException(name);
        }
        if (taken.isPresent()) {
            throw new InvalidTopicException(name, "a topic of this name is being deleted; wait until that is done");
        }
    }

    /**
     * Gives a topic more partitions. Keys that had a partition may get another one for records to come.
     *
     * @param newPartitionCount more than it has, at most {@link PartitionFolder#PARTITION_COUNT_MAX}
     * @throws TopicNotFoundException where there is none
     * @throws InvalidTopicException where the count is not above the present one or too high
     */
    public TopicEntry grow(String name, int newPartitionCount) {
        changes.lock();
        try {
            TopicEntry before = live(name);
            PartitionFolder.checkCount(name, newPartitionCount);
            if (newPartitionCount <= before.partitionCount()) {
                throw new InvalidTopicException(
                        name,
                        "partition count " + newPartitionCount + "; it has " + before.partitionCount()
                                + " and can only get more");
            }
            settle();
            TopicEntry after = before.withPartitionCount(newPartitionCount);
            note(folders.make(after, before.partitionCount()));
            folders.force(after, before.partitionCount());
            replaceCopyAndCommit(after);
            return after;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Sets configuration keys of a topic and sets others back to their defaults; all of it or nothing.
     *
     * @param changed new values by key
     * @param reset keys to set back
     * @throws TopicNotFoundException where there is no such topic
     * @throws io.varve.error.InvalidConfigException naming a key that cannot be accepted
     */
    public TopicEntry changeConfiguration(String name, Map<String, String> changed, Collection<String> reset) {
        changes.lock();
        try {
            TopicEntry before = live(name);
            TopicEntry after = before.with(before.configuration().without(reset).with(changed));
            if (!after.equals(before)) {
                settle();
                replaceCopyAndCommit(after);
            }
            return after;
        } finally {
            changes.unlock();
        }
    }

    private void replaceCopyAndCommit(TopicEntry after) {
        uncertainCopies.add(after.name());
        files.writeCopy(after);
        commit(after);
        uncertainCopies.remove(after.name());
    }

    /**
     * Begins to delete a topic: it is not found any more, and will not come back. Call {@link #finishDelete} once its
     * logs are closed. For a topic whose deletion has begun this changes nothing, so that a failed deletion can be
     * repeated.
     *
     * @return the topic on its way out
     * @throws TopicNotFoundException where there is none
     */
    public TopicEntry beginDelete(String name) {
        changes.lock();
        try {
            TopicEntry before =
                    Optional.ofNullable(entries.get(name)).orElseThrow(() -> new TopicNotFoundException(name));
            settle();
            TopicEntry after = before.with(TopicEntry.State.DELETING);
            if (isLive(before)) {
                commitDeletion(after);
                uncertainCopies.add(name);
                settle();
            }
            return after;
        } finally {
            changes.unlock();
        }
    }

    /**
     * A deletion that may have happened counts as happened: records appended in the belief that it had not would be
     * lost with the topic at the next open.
     */
    private void commitDeletion(TopicEntry after) {
        try {
            commit(after);
        } catch (StorageFailedException failure) {
            if (mayBeStored(after, failure)) {
                entries = withEntry(after);
                uncertainCopies.add(after.name());
            }
            throw failure;
        }
    }

    private boolean mayBeStored(TopicEntry entry, StorageFailedException failure) {
        try {
            return files.read()
                    .map(stored -> entry.equals(stored.get(entry.name())))
                    .orElse(true);
        } catch (VarveException notReadable) {
            failure.addSuppressed(notReadable);
            return true;
        }
    }

    /**
     * Removes the folders of a topic whose deletion has begun, and frees its name. Nothing may have files in them open
     * for writing. Of a topic that is gone already nothing is left to do.
     *
     * @param id its identity
     * @throws IllegalStateException where its deletion has not begun
     */
    public void finishDelete(UUID id) {
        Optional<TopicEntry> deleting = retire(id);
        deleting.ifPresent(folders::removeRetired);
        deleting.ifPresent(this::drop);
    }

    private Optional<TopicEntry> retire(UUID id) {
        changes.lock();
        try {
            Optional<TopicEntry> found = entries.values().stream()
                    .filter(entry -> entry.id().equals(id))
                    .findFirst();
            if (found.filter(Catalogue::isLive).isPresent()) {
                throw new IllegalStateException("topic '" + found.get().name() + "' is live: begin its deletion first");
            }
            if (found.isPresent()) {
                // A copy is no use from here on: its folder is about to lose its name.
                uncertainCopies.remove(found.get().name());
                settle();
                folders.retire(found.get());
            }
            return found;
        } finally {
            changes.unlock();
        }
    }

    private void drop(TopicEntry deleted) {
        changes.lock();
        try {
            if (deleted.equals(entries.get(deleted.name()))) {
                settle();
                SortedMap<String, TopicEntry> after = new TreeMap<>(entries);
                after.remove(deleted.name());
                commit(Collections.unmodifiableSortedMap(after));
            }
        } finally {
            changes.unlock();
        }
    }

    private TopicEntry live(String name) {
        return find(name).orElseThrow(() -> new TopicNotFoundException(name));
    }

    private static boolean isLive(TopicEntry entry) {
        return switch (entry.state()) {
            case LIVE -> true;
            case DELETING -> false;
        };
    }

    /** Makes the files say what holds, after a change that failed and may or may not be stored. */
    private void settle() {
        if (isFileUncertain) {
            files.write(entries);
            isFileUncertain = false;
        }
        for (String name : List.copyOf(uncertainCopies)) {
            files.writeCopy(Objects.requireNonNull(entries.get(name), name));
            uncertainCopies.remove(name);
        }
    }

    private void commit(TopicEntry entry) {
        commit(withEntry(entry));
    }

    private void commit(SortedMap<String, TopicEntry> after) {
        isFileUncertain = true;
        files.write(after);
        isFileUncertain = false;
        entries = after;
    }

    private SortedMap<String, TopicEntry> withEntry(TopicEntry entry) {
        SortedMap<String, TopicEntry> after = new TreeMap<>(entries);
        after.put(entry.name(), entry);
        return Collections.unmodifiableSortedMap(after);
    }

    private void note(List<RecoveryFinding> found) {
        addFindings(found.stream()
                .filter(RecoveryFinding.FolderSetAside.class::isInstance)
                .toList());
    }

    private void addFindings(List<RecoveryFinding> found) {
        List<RecoveryFinding> all = new ArrayList<>(findings);
        all.addAll(found);
        findings = List.copyOf(all);
    }
}
