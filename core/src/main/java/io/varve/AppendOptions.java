package io.varve;

import io.varve.record.Durability;
import java.util.Optional;

/**
 * How one append is to be done.
 *
 * @param durability what to reach before it returns; empty for the topic's
 * @param expectedOffset append only where this offset is next, or {@link #ANY_OFFSET}
 */
public record AppendOptions(Optional<Durability> durability, long expectedOffset) {

    /** No expectation. */
    public static final long ANY_OFFSET = -1L;

    /** The topic's durability, no expectation. */
    public static final AppendOptions DEFAULT = new AppendOptions(Optional.empty(), ANY_OFFSET);

    /** Acknowledge when this is reached. */
    public static AppendOptions reaching(Durability durability) {
        return new AppendOptions(Optional.of(durability), ANY_OFFSET);
    }

    /** The same, but only where this offset is next. */
    public AppendOptions expecting(long offset) {
        return new AppendOptions(durability, offset);
    }
}
