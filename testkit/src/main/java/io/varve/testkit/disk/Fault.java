package io.varve.testkit.disk;

/** What strikes a call. */
public enum Fault {
    /** Nothing. */
    NONE,
    /** The device fails; of a write any part may be stored, of a force any part kept, the rest is lost for good. */
    IO,
    /** There is no room, even for what is there already (copy-on-write), or at a force (delayed allocation). */
    NO_SPACE,
    /** A write or read takes a part of the bytes and says so. */
    SHORT
}
