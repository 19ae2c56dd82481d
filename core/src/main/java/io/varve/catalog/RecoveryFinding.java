package io.varve.catalog;

import java.nio.file.Path;
import java.util.UUID;

/** Something that opening a catalogue found and dealt with; an operator should read it. Immutable. */
public sealed interface RecoveryFinding {

    /**
     * The catalogue's file was missing, and was written anew from the partitions' folders. A new store gives none of
     * these.
     *
     * @param topicCount how many topics were found
     */
    record CatalogueRebuilt(int topicCount) implements RecoveryFinding {}

    /**
     * A rebuilt topic had lost its {@code topic.properties}: its configuration is the default, and it has as many
     * partitions as folders were found.
     *
     * @param topic the topic
     */
    record DefaultsAssumed(String topic) implements RecoveryFinding {}

    /**
     * A folder that no topic claims holds data. Nothing of it was changed but its name; it can be looked into with
     * {@code varve dump}, and removed by hand.
     *
     * @param from where it was
     * @param to where it is now
     */
    record FolderSetAside(Path from, Path to) implements RecoveryFinding {}

    /**
     * A folder that an interrupted creation or growth had made, and that held no data, was removed.
     *
     * @param folder where it was
     */
    record LeftoverRemoved(Path folder) implements RecoveryFinding {}

    /**
     * A deletion that had been interrupted was completed.
     *
     * @param topic the topic
     * @param id its identity
     */
    record DeletionFinished(String topic, UUID id) implements RecoveryFinding {}

    /**
     * A file in a partition's folder that says what the catalogue says too was missing, out of date or damaged, and was
     * written anew.
     *
     * @param file the file
     */
    record CopyRewritten(Path file) implements RecoveryFinding {}
}
