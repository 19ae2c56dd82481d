package io.varve.segment;

import java.util.Optional;

/**
 * The name of one of a segment's files, as Kafka forms it: the segment's base offset in 20 digits, what the file holds,
 * and what is being done to it.
 *
 * @param baseOffset the segment's base offset, 0 or more
 * @param kind what the file holds
 * @param state what is being done to it
 */
public record SegmentFileName(long baseOffset, Kind kind, State state) {

    private static final int DIGITS = 20;

    /** What a file holds. */
    public enum Kind {
        /** The record batches. */
        LOG(".log"),
        /** Offset → position. */
        OFFSET_INDEX(".index"),
        /** Timestamp → offset. */
        TIME_INDEX(".timeindex"),
        /** The aborted transactions that end in the segment. */
        TRANSACTION_INDEX(".txnindex"),
        /** What producers had written when the segment began. */
        PRODUCER_SNAPSHOT(".snapshot");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }

        /** The suffix that stands for it, with its dot. */
        public String suffix() {
            return suffix;
        }
    }

    /** What is being done to a file; a start of the store finishes or undoes it. */
    public enum State {
        /** Nothing: it is in use. */
        LIVE(""),
        /** It is being removed. */
        DELETED(".deleted"),
        /** It is being written by compaction or a rebuild, and is not to be used yet. */
        CLEANED(".cleaned"),
        /** It is complete and about to take the place of older files. */
        SWAP(".swap");

        private final String suffix;

        State(String suffix) {
            this.suffix = suffix;
        }

        /** The suffix that stands for it, with its dot; empty for a file in use. */
        public String suffix() {
            return suffix;
        }
    }

    /** The name of a file in use. */
    public static SegmentFileName live(long baseOffset, Kind kind) {
        return new SegmentFileName(baseOffset, kind, State.LIVE);
    }

    /** What a file's name says; empty where it is not the name of a segment's file. */
    public static Optional<SegmentFileName> parse(String name) {
        if (name.length() <= DIGITS) {
            return Optional.empty();
        }
        long baseOffset = 0;
        for (int at = 0; at < DIGITS; at++) {
            int digit = name.charAt(at) - '0';
            if (digit < 0 || digit > 9 || baseOffset > (Long.MAX_VALUE - digit) / 10) {
                return Optional.empty();
            }
            baseOffset = baseOffset * 10 + digit;
        }
        for (Kind kind : Kind.values()) {
            if (name.startsWith(kind.suffix, DIGITS)) {
                return parse(baseOffset, kind, name.substring(DIGITS + kind.suffix.length()));
            }
        }
        return Optional.empty();
    }

    private static Optional<SegmentFileName> parse(long baseOffset, Kind kind, String stateSuffix) {
        for (State state : State.values()) {
            if (stateSuffix.equals(state.suffix)) {
                return Optional.of(new SegmentFileName(baseOffset, kind, state));
            }
        }
        return Optional.empty();
    }

    /** The name as it stands in the folder. */
    public String text() {
        String number = Long.toString(baseOffset);
        return "0".repeat(DIGITS - number.length()) + number + kind.suffix + state.suffix;
    }

    @Override
    public String toString() {
        return text();
    }
}
