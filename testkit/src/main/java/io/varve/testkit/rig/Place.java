package io.varve.testkit.rig;

import io.varve.Appender;
import io.varve.Partition;
import io.varve.Receipt;
import io.varve.record.Durability;
import io.varve.testkit.rig.Event.Kind;
import java.util.Optional;
import java.util.UUID;

/**
 * A partition that a victim works on.
 *
 * @param name which of the profile's topics, as an index
 * @param topic the topic's identity
 * @param partition the partition
 * @param durability what the topic promises
 * @param appender the topic's appender, where it has one
 */
record Place(int name, UUID topic, Partition partition, Durability durability, Optional<Appender> appender) {

    Event begun(int count, long id) {
        return event(Kind.APPEND_BEGUN, Durability.MEMORY, count, -1, id);
    }

    Event acknowledged(Receipt receipt, long id) {
        return event(Kind.ACKNOWLEDGED, receipt.durability(), receipt.recordCount(), receipt.offset(), id);
    }

    Event refused(int failureKind, int elapsedMs, long id) {
        return event(Kind.REFUSED, Durability.MEMORY, elapsedMs, failureKind, id);
    }

    Event seen(long offset, long id) {
        return event(Kind.SEEN, durability, 1, offset, id);
    }

    /** An event that speaks of everything before an offset. */
    Event before(Kind kind, long offset) {
        return event(kind, Durability.DISK, 0, offset, 0);
    }

    private Event event(Kind kind, Durability reached, int count, long offset, long id) {
        return new Event(kind, name, reached, topic, partition.index(), count, offset, id, 0);
    }
}
