package io.varve.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scratch folder of a run: every round works in a folder of its own in it, and removes that at its end. */
final class Workspace {

    /** The folder, beside the scratch folder, of what stays for later runs. */
    static final String KEPT = "kept";

    private static final long SYNC_SECONDS_MAX = 60;

    private final Path folder;
    private int folders;

    Workspace(Path folder) throws IOException {
        this.folder = folder;
        remove(folder); // what a run left that was killed
        Files.createDirectories(folder);
    }

    /** A new empty folder. */
    Path fresh(String name) throws IOException {
        return Files.createDirectory(folder.resolve(folders++ + "-" + name));
    }

    /** The place of something that stays for later runs. */
    Path kept(String name) {
        return folder.resolveSibling(KEPT).resolve(name);
    }

    /** What is done in a folder of its own. */
    @FunctionalInterface
    interface Work {
        double in(Path folder) throws IOException, InterruptedException;
    }

    /** Works in a new folder and removes it afterwards. */
    double inFresh(String name, Work work) throws IOException, InterruptedException {
        Path made = fresh(name);
        try {
            return work.in(made);
        } finally {
            remove(made);
        }
    }

    /** Removes a folder with all that is in it; what is not there is removed already. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }

    /** Collects garbage, memory outside the heap with it, so that no round pays for the one before. */
    static void rest() {
        System.gc();
    }

    /**
     * Has the operating system write back what it holds, so that it does not do so in the middle of a round. A device
     * that takes too long is not waited for.
     */
    static void writeBack() throws InterruptedException {
        try {
            Process sync = new ProcessBuilder("sync").start();
            if (!sync.waitFor(SYNC_SECONDS_MAX, TimeUnit.SECONDS)) {
                sync.destroy();
            }
        } catch (IOException noSuchCommand) {
            throw new UncheckedIOException("cannot run 'sync', which rounds need for a start at rest", noSuchCommand);
        }
    }

    /** Removes the scratch folder. */
    void remove() throws IOException {
        remove(folder);
    }
}
