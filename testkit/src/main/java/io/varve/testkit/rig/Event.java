package io.varve.testkit.rig;

import io.varve.record.Durability;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * One thing that a victim did or saw. As bytes it has a fixed size that divides a page, so that no death of the process
 * leaves half of one in a file.
 *
 * @param kind what happened
 * @param name which of the profile's topics, as an index
 * @param durability what was reached
 * @param topic the topic's identity, {@link #NO_TOPIC} where it has none yet
 * @param partition the index of the partition
 * @param count how many records
 * @param offset an offset, see the kind
 * @param id the id of the first record; the others follow
 * @param positionBytes how far the block device's log was written at this moment, 0 where nobody keeps one
 */
record Event(
        Kind kind,
        int name,
        Durability durability,
        UUID topic,
        int partition,
        int count,
        long offset,
        long id,
        long positionBytes) {

    static final UUID NO_TOPIC = new UUID(0, 0);

    /** Its size in bytes. */
    static final int BYTES = 64;

    /** What happened. Whatever ends in {@code BEGUN} is noted before it is asked for, all else when it is certain. */
    enum Kind {
        /** A topic was there when the store was opened. */
        TOPIC_FOUND,
        TOPIC_BEGUN,
        TOPIC_MADE,
        DROP_BEGUN,
        DROPPED,
        APPEND_BEGUN,
        /** Records were acknowledged; the offset is that of the first. */
        ACKNOWLEDGED,
        /** An append threw; the offset is the ordinal of the failure's kind, the count is the time in ms. */
        REFUSED,
        /** A reader was given the record of this offset. */
        SEEN,
        /** Records before the offset are to be deleted. */
        TRIM_BEGUN,
        TRIMMED,
        /** Everything before the offset was forced. */
        FLUSHED;

        private static final Kind[] ALL = values();
    }

    private static final Durability[] DURABILITIES = Durability.values();

    static Event ofTopic(Kind kind, int name, UUID topic) {
        return new Event(kind, name, Durability.DISK, topic, 0, 0, 0, 0, 0);
    }

    Event at(long newPositionBytes) {
        return new Event(kind, name, durability, topic, partition, count, offset, id, newPositionBytes);
    }

    void write(ByteBuffer buffer) {
        buffer.clear();
        buffer.put((byte) (kind.ordinal() + 1)).put((byte) durability.ordinal()).putShort((short) name);
        buffer.putInt(partition).putInt(count).putInt(0);
        buffer.putLong(topic.getMostSignificantBits()).putLong(topic.getLeastSignificantBits());
        buffer.putLong(offset).putLong(id).putLong(positionBytes).putLong(0);
        buffer.flip();
    }

    static Event read(ByteBuffer buffer) {
        int kind = buffer.get() - 1;
        int durability = buffer.get();
        int name = buffer.getShort();
        int partition = buffer.getInt();
        int count = buffer.getInt();
        buffer.getInt();
        UUID topic = new UUID(buffer.getLong(), buffer.getLong());
        long offset = buffer.getLong();
        long id = buffer.getLong();
        long positionBytes = buffer.getLong();
        buffer.getLong();
        return new Event(
                Kind.ALL[kind], name, DURABILITIES[durability], topic, partition, count, offset, id, positionBytes);
    }
}
