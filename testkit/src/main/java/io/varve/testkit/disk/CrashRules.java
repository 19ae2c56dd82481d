package io.varve.testkit.disk;

/** How much a crash may do to what was not forced. */
public enum CrashRules {

    /**
     * The strictest reading of POSIX: of a file's unforced sectors any set is there, in any order, torn or zeroed; its
     * length is any that it had since; of a folder's unforced names any set has changed.
     */
    POSIX_MINIMUM,

    /**
     * As a journaling file system that keeps the order does it: a file's unforced writes, and a folder's unforced
     * changes, are there up to some point; the write at that point may be torn anywhere.
     */
    IN_ORDER,

    /** Nothing that was not forced is there. */
    NOTHING_UNFORCED,

    /** Everything is there: the process died, the machine lives. */
    EVERYTHING
}
