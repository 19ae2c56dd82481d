package io.varve.journal;

import java.util.Optional;

/** What an entry of a frame says. */
public enum EntryKind {
    /** Batches of a log, from an offset to an offset. */
    BATCHES(1),
    /** That a log's batches between two offsets are durable in its segments. */
    FORCED(2),
    /** That a log's first offset is this one, whatever its segments hold. */
    START(3);

    private final int number;

    EntryKind(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<EntryKind> of(int number) {
        return switch (number) {
            case 1 -> Optional.of(BATCHES);
            case 2 -> Optional.of(FORCED);
            case 3 -> Optional.of(START);
            default -> Optional.empty();
        };
    }
}
