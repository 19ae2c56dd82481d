package io.varve.testkit.crash;

/** What a store is at. */
public enum Phase {
    /** It opens. */
    OPENING,
    /** All of it is read and held against the history. */
    CHECKING,
    /** Clients work. */
    WORKING,
    /** It closes. */
    CLOSING,
    /** It is closed, or could not be opened. */
    CLOSED
}
