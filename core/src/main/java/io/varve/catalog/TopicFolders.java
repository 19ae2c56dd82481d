package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.error.InvalidTopicException;
import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DurableFile;
import io.varve.io.Entropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps on partitions' folders that changes of the catalogue are made of. None of them decides anything, and each
 * can be repeated after it was interrupted. Called by one thread at a time, but for {@link #removeRetired}.
 */
final class TopicFolders {

    /** What the creation of a topic puts into a folder, and what a crash in the midst of that leaves. */
    private static final Set<Path> OUR_NAMES = Stream.of(PartitionMetadata.FILE_NAME, CatalogueFiles.COPY)
            .map(Path::of)
            .flatMap(file -> Stream.of(file, DurableFile.temporaryOf(file)))
            .collect(Collectors.toUnmodifiableSet());

    private final Disk disk;
    private final Entropy entropy;
    private final Path storeDirectory;
    private final Path topics;

    TopicFolders(Disk disk, Entropy entropy, Path storeDirectory) {
        this.disk = disk;
        this.entropy = entropy;
        this.storeDirectory = storeDirectory;
        this.topics = storeDirectory.resolve(PartitionFolder.TOPICS);
    }

    /** Makes {@code topics/} where it is missing. */
    void prepare() {
        if (!disk.exists(topics)) {
            disk.createDirectories(topics);
            disk.forceDirectory(storeDirectory);
        }
    }

    FolderSurvey survey() {
        return FolderSurvey.take(disk, storeDirectory);
    }

    /**
     * Makes a topic's folders from a partition on. They are nobody's until the catalogue says otherwise, and survive a
     * crash once they are {@linkplain #force(TopicEntry, int) forced}.
     *
     * @return what was in the way
     * @throws InvalidTopicException where the file system takes another topic's folder for this one's
     */
    List<RecoveryFinding> make(TopicEntry entry, int fromPartition) {
        List<RecoveryFinding> findings = new ArrayList<>();
        for (int partition = fromPartition; partition < entry.partitionCount(); partition++) {
            PartitionFolder folder = entry.folder(partition);
            Path path = folder.path(storeDirectory);
            if (disk.exists(path)) {
                refuseOtherSpelling(folder);
                findings.add(clear(folder));
            }
            disk.createDirectories(path);
            PartitionMetadata.create(disk, path, entry.id());
        }
        return findings;
    }

    /** On a file system that ignores case, clearing {@code Orders-0} away would clear {@code orders-0} away. */
    private void refuseOtherSpelling(PartitionFolder folder) {
        if (!disk.list(topics).contains(folder.name())) {
            throw new InvalidTopicException(
                    folder.topic(),
                    "this file system does not tell its folder from that of a topic which differs only in upper and"
                            + " lower case; choose another name");
        }
    }

    /** Makes what {@link #make} made survive a crash: a force for each folder and one for their names. */
    void force(TopicEntry entry, int fromPartition) {
        for (int partition = fromPartition; partition < entry.partitionCount(); partition++) {
            disk.forceDirectory(entry.path(storeDirectory, partition));
        }
        force();
    }

    /** Makes the names of all folders survive a crash. */
    void force() {
        disk.forceDirectory(topics);
    }

    /**
     * Makes sure that a folder is its partition's own. One thread at a time for a partition.
     *
     * @return what was written anew
     */
    Optional<RecoveryFinding> claim(TopicEntry entry, int partition) {
        if (isClaimed(entry, partition)) {
            return Optional.empty();
        }
        Path folder = entry.path(storeDirectory, partition);
        PartitionMetadata.write(disk, folder, entry.id());
        return Optional.of(new RecoveryFinding.CopyRewritten(folder.resolve(PartitionMetadata.FILE_NAME)));
    }

    /** Whether a folder says that it is its partition's own; false where it says nothing. Changes nothing. */
    boolean isClaimed(TopicEntry entry, int partition) {
        Path folder = entry.path(storeDirectory, partition);
        return switch (PartitionMetadata.read(disk, folder)) {
            case PartitionIdentity.Known known -> {
                checkOwner(folder, entry, partition, known);
                yield true;
            }
            case PartitionIdentity.Missing _ -> false;
            case PartitionIdentity.Unreadable unreadable -> throw unreadable.reason();
        };
    }

    private static void checkOwner(Path folder, TopicEntry entry, int partition, PartitionIdentity.Known known) {
        if (!known.is(entry.id())) {
            throw new CorruptionException(
                    folder.resolve(PartitionMetadata.FILE_NAME),
                    0,
                    "the folder of " + owner(entry, partition),
                    "the folder of a topic with identity " + TopicId.text(known.topicId()));
        }
    }

    /** Whose a folder should be, for messages. */
    static String owner(TopicEntry entry, int partition) {
        return "partition " + partition + " of topic '" + entry.name() + "', identity " + TopicId.text(entry.id());
    }

    /**
     * Gives a deleted topic's folders the names of folders on their way out, which say whose they were: where the
     * catalogue is lost before all have theirs, one is enough to know the others by.
     */
    void retire(TopicEntry entry) {
        for (int partition = 0; partition < entry.partitionCount(); partition++) {
            retire(entry, partition);
        }
        force();
    }

    private void retire(TopicEntry entry, int partition) {
        PartitionFolder folder = entry.folder(partition);
        if (disk.exists(folder.path(storeDirectory))) {
            retire(folder, entry.id());
        }
    }

    /** Renames one folder of a deleted topic. */
    void retire(PartitionFolder folder, UUID topicId) {
        disk.rename(folder.path(storeDirectory), topics.resolve(folder.deletedName(topicId)));
    }

    /** Removes what {@link #retire} renamed. Any thread: these names are in nobody's way. */
    void removeRetired(TopicEntry entry) {
        for (int partition = 0; partition < entry.partitionCount(); partition++) {
            removeRetired(entry.folder(partition).deletedName(entry.id()));
        }
        force();
    }

    void removeRetired(String folderName) {
        Path folder = topics.resolve(folderName);
        if (disk.exists(folder)) {
            remove(folder);
        }
    }

    /** Gets a folder that no topic claims out of the way: removed if it holds nothing, renamed otherwise. */
    RecoveryFinding clear(PartitionFolder folder) {
        Path path = folder.path(storeDirectory);
        if (holdsData(folder)) {
            Path aside = topics.resolve(folder.strayName(entropy.nextUuid()));
            disk.rename(path, aside);
            return new RecoveryFinding.FolderSetAside(path, aside);
        }
        remove(path);
        return new RecoveryFinding.LeftoverRemoved(path);
    }

    /** Whether a folder holds anything that creating a topic did not put there. When in doubt, it does. */
    boolean holdsData(PartitionFolder folder) {
        Path path = folder.path(storeDirectory);
        return disk.list(path).stream()
                .anyMatch(name -> !OUR_NAMES.contains(Path.of(name)) && !isEmptyFile(path.resolve(name)));
    }

    private boolean isEmptyFile(Path path) {
        try (DiskFile file = disk.openRead(path)) {
            return file.sizeBytes() == 0;
        } catch (StorageFailedException notReadable) {
            // A folder, or a file that cannot be looked into: either way nothing to throw away.
            return false;
        }
    }

    /**
     * Removes a file, or a folder and all within. The name itself is tried first, so that a symbolic link is removed
     * and never followed.
     */
    private void remove(Path path) {
        try {
            disk.delete(path);
        } catch (StorageFailedException failure) {
            if (failure.kind() != StorageFailedException.Kind.NOT_FOUND) {
                removeFolder(path, failure);
            }
        }
    }

    /** Somebody else may be removing the same folder: what is gone already is as good as removed. */
    private void removeFolder(Path path, StorageFailedException failure) {
        try {
            contents(path, failure).forEach(name -> remove(path.resolve(name)));
            disk.delete(path);
        } catch (StorageFailedException second) {
            if (second.kind() != StorageFailedException.Kind.NOT_FOUND) {
                throw second;
            }
        }
    }

    /** What is in a folder that could not be removed; if it is no folder, why it could not. */
    private List<String> contents(Path path, StorageFailedException failure) {
        try {
            return disk.list(path);
        } catch (StorageFailedException noFolder) {
            if (noFolder.kind() == StorageFailedException.Kind.NOT_FOUND) {
                throw noFolder;
            }
            failure.addSuppressed(noFolder);
            throw failure;
        }
    }
}
