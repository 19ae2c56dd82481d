package io.varve.segment;

import io.varve.segment.SegmentFileName.Kind;
import io.varve.segment.SegmentFileName.State;
import java.nio.file.Path;

/**
 * Where one segment's files lie.
 *
 * @param directory the partition's folder
 * @param baseOffset the segment's base offset, 0 or more
 */
public record SegmentPaths(Path directory, long baseOffset) {

    /** The log: {@code .log}. */
    public Path log() {
        return path(Kind.LOG, State.LIVE);
    }

    /** The offset index: {@code .index}. */
    public Path offsetIndex() {
        return path(Kind.OFFSET_INDEX, State.LIVE);
    }

    /** The time index: {@code .timeindex}. */
    public Path timeIndex() {
        return path(Kind.TIME_INDEX, State.LIVE);
    }

    /** The aborted transactions: {@code .txnindex}. */
    public Path transactionIndex() {
        return path(Kind.TRANSACTION_INDEX, State.LIVE);
    }

    /** The producers' state at the segment's beginning: {@code .snapshot}. */
    public Path producerSnapshot() {
        return path(Kind.PRODUCER_SNAPSHOT, State.LIVE);
    }

    /** A file of the segment. */
    public Path path(Kind kind, State state) {
        return directory.resolve(new SegmentFileName(baseOffset, kind, state).text());
    }
}
