package io.varve.record;

/**
 * How safe a record is when its append is acknowledged; also what must be reached before readers of a topic see it.
 * Ordered: a later value includes the earlier ones.
 */
public enum Durability {
    /** In this process's memory. Lost when the process dies. */
    MEMORY,
    /** Handed to the operating system. Survives the death of the process, not of the machine. */
    OS,
    /** Forced to the device. Survives the process and a power cut. */
    DISK
}
