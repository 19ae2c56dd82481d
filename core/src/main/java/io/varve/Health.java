package io.varve;

import java.util.List;
import java.util.OptionalLong;

/**
 * How a store fares at one moment: what it has to say of itself, and what to do about it.
 *
 * @param state the worst that was found
 * @param journalHeldBytes the journal's files that cannot be freed before segments are forced: what a crash now would
 *     have to read, at most
 * @param journalBoundBytes the most that the journal takes: {@link StoreOptions#journalBytes}, or less on a small
 *     device
 * @param journalFileCount how many files the journal has
 * @param checkpointAgeMs how long ago the checkpoint held all there was; counted from the opening where it did not
 *     since
 * @param usableBytes how many bytes the store's device can still take; empty where the device does not say
 * @param diskFull whether nothing is appended for now, since the device has no room
 * @param stoppedPartitions those that take no more appends, by topic and index as far as they are known
 * @param workerFailures what fails in the background now
 * @param findings all that somebody should know, the worst first; empty where the store is healthy
 */
public record Health(
        State state,
        long journalHeldBytes,
        long journalBoundBytes,
        int journalFileCount,
        long checkpointAgeMs,
        OptionalLong usableBytes,
        boolean diskFull,
        List<StoppedPartition> stoppedPartitions,
        List<WorkerFailure> workerFailures,
        List<Finding> findings) {

    /** How bad it is. */
    public enum State {
        /** Everything works. */
        HEALTHY,
        /** The store works, but a part of it doesn't, or won't for long. */
        DEGRADED,
        /** Nothing is appended any more, or for now; reads go on. */
        WRITES_STOPPED
    }

    /** What can be found, and how bad it is. */
    public enum Kind {
        /** The journal has stopped. */
        JOURNAL_STOPPED(State.WRITES_STOPPED),
        /** The device has no room: nothing is appended until it has, and then by itself. */
        DISK_FULL(State.WRITES_STOPPED),
        /** A partition takes no more appends; reads of it go on. */
        PARTITION_STOPPED(State.DEGRADED),
        /** A partition could not be opened. */
        PARTITION_UNUSABLE(State.DEGRADED),
        /** Something fails in the background, and is tried again. */
        WORKER_FAILING(State.DEGRADED),
        /** The checkpoint is older than it should be. */
        CHECKPOINT_LATE(State.DEGRADED),
        /** The device is nearly full. */
        ROOM_LOW(State.DEGRADED),
        /** The device does not say how much room it has. */
        ROOM_UNKNOWN(State.DEGRADED);

        private final State state;

        Kind(State state) {
            this.state = state;
        }

        /** What the store's state is at least where this is found. */
        public State state() {
            return state;
        }
    }

    /**
     * Something that somebody should know.
     *
     * @param kind what kind of thing it is
     * @param what what was found, in a sentence without its full stop
     * @param advice what to do about it, the same way
     */
    public record Finding(Kind kind, String what, String advice) {

        @Override
        public String toString() {
            return what + ": " + advice;
        }
    }

    /**
     * A partition that takes no more appends.
     *
     * @param topic the topic's name
     * @param partition the index
     * @param readable whether it can be read; else it could not be opened
     * @param reason what its users are told
     */
    public record StoppedPartition(String topic, int partition, boolean readable, String reason) {}

    /**
     * Work in the background that fails; what went well since is not here.
     *
     * @param worker what was attempted
     * @param firstMs when it failed first, in ms since 1970
     * @param lastMs when it failed last
     * @param count how often
     * @param reason what the last one said
     */
    public record WorkerFailure(String worker, long firstMs, long lastMs, long count, String reason) {}

    /** Keeps copies of the lists. */
    public Health {
        stoppedPartitions = List.copyOf(stoppedPartitions);
        workerFailures = List.copyOf(workerFailures);
        findings = List.copyOf(findings);
    }
}
