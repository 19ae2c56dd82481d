package io.varve;

import io.varve.catalog.Catalogue;
import io.varve.catalog.RecoveryFinding;
import io.varve.io.Disk;
import io.varve.io.DiskLock;
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

    /** Makes the store's folder; its name must survive a crash, or all that is in it is lost with it. */
    private static void makeFolder(Path directory, Disk disk) {
        Path parent = directory.getParent();
        if (!disk.exists(directory)) {
            disk.createDirectories(directory);
            if (parent != null) {
                disk.forceDirectory(parent);
            }
        }
    }

    private static String holder() {
        return "process " + ProcessHandle.current().pid();
    }
}
