package io.varve.testkit.crash;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a planted bug remembers from one opening of a store to the next. One thread at a time. */
final class PlantedState {

    long forces;

    /** Whether nothing was appended since the lock was taken. */
    boolean recovering;

    /** Folders with a name that was changed since their last force. */
    final Set<Path> renamed = new HashSet<>();

    /** Forces that are still to be done, by file. */
    final Map<Path, Runnable> postponed = new HashMap<>();

    void doPostponed() {
        postponed.values().forEach(Runnable::run);
        postponed.clear();
    }
}
