package io.varve.catalog;

import io.varve.error.VarveException;
import java.util.Optional;
import java.util.UUID;

/** What the {@code partition.metadata} of a folder says about whose it is. */
sealed interface PartitionIdentity {

    /** It belongs to the topic of this identity. */
    record Known(UUID topicId) implements PartitionIdentity {}

    /** The file does not exist. */
    record Missing() implements PartitionIdentity {}

    /**
     * The file says something else than what is ever written; in the folder of an interrupted creation that is to be
     * expected.
     */
    record Unreadable(VarveException reason) implements PartitionIdentity {}

    /** The identity, where there is one. */
    default Optional<UUID> owner() {
        return this instanceof Known known ? Optional.of(known.topicId()) : Optional.empty();
    }

    /** Whether it is known to be this topic's. */
    default boolean is(UUID topicId) {
        return this instanceof Known known && known.topicId().equals(topicId);
    }
}
