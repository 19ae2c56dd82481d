package io.varve.testkit.disk;

/** Told of every call before it is done: may count, note, hold up the caller, or end the world there. */
@FunctionalInterface
public interface DiskWatch {

    /** Does nothing. */
    DiskWatch NONE = call -> {};

    /** A call is about to be done, in the calling thread, with no lock of the disk held. */
    void before(DiskCall call);
}
