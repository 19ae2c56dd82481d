package io.varve;

import io.varve.catalog.Catalogue;
import io.varve.catalog.RecoveryFinding;
import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskLock;
import io.varve.io.Sabotage;
import io.varve.io.Surroundings;
import io.varve.log.Logs;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store: takes its lock, reads its catalogue and its checkpoint; undoes all of it where a step fails. */
final class StoreOpening {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreOpening.class);
    private static final String LOCK_FILE = "LOCK";

    /** An in-memory store takes no more than this share of the heap. */
    private static final int HEAP_SHARE = 2;

    private StoreOpening() {}

    static Varve onRealDisk(Path directory, StoreOptions options) {
        Sabotage.refuse();
        return open(directory.toAbsolutePath().normalize(), options, Surroundings.local());
    }

    static Varve inMemory(StoreOptions options) {
        long capacityBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return open(Path.of("/varve-in-memory"), options, Surroundings.inMemory(capacityBytes));
    }

    /** Opens a store in any surroundings and takes them over: closing the store closes their workers. */
    static Varve open(Path directory, StoreOptions options, Surroundings surroundings) {
        Opened opened = new Opened();
        try {
            opened.keep(surroundings.workers()::close);
            makeFolder(directory, surroundings.disk());
            DiskLock lock = surroundings.disk().lock(directory.resolve(LOCK_FILE), holder());
            opened.keepToTheEnd(lock::close); // while a thread may still write, no other process may have the store
            Catalogue catalogue = Catalogue.open(directory, surroundings);
            for (RecoveryFinding finding : catalogue.findings()) {
                LOGGER.warn("opening {}: {}", directory, finding);
            }
            Logs logs = new Logs(
                    directory, surroundings, options.hotBytes(), options.journalBytes(), options.openFilesMax());
            opened.keep(logs::close);
            Store store = new Store(directory, surroundings, catalogue, logs, opened);
            store.addTopics();
            logs.opened();
            return store;
        } catch (Throwable failure) {
            opened.closeAfter(failure);
            throw failure;
        }
    }

    /**
     * Makes the store's folder and those above it where they are missing. Their names must survive a crash, or all that
     * is in them is lost with them. That they exist does not tell that they do: the process may have died before it had
     * forced them. So they are forced in any case until there is a catalogue, which is made afterwards.
     *
     * <p>For the same reason the names in the store's own folder are forced: catalogue and checkpoint may have been
     * replaced a moment before the process died, and nothing may be built on what a crash can still take back.
     */
    private static void makeFolder(Path directory, Disk disk) {
        if (Catalogue.exists(directory, disk)) {
            disk.forceDirectory(directory);
            return;
        }
        disk.createDirectories(directory);
        Path folder = directory.getParent();
        while (folder != null && force(folder, disk)) {
            folder = folder.getParent();
        }
    }

    /** Forces the names in a folder; one that this process may not even read is not one that it has made. */
    private static boolean force(Path folder, Disk disk) {
        try {
            disk.forceDirectory(folder);
            return true;
        } catch (StorageFailedException failure) {
            if (failure.kind() == StorageFailedException.Kind.ACCESS_DENIED) {
                return false;
            }
            throw failure;
        }
    }

    private static String holder() {
        return "process " + ProcessHandle.current().pid();
    }
}
