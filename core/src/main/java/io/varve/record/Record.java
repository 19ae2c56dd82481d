package io.varve.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored record. What a cursor gives is a view over the bytes that it read: no copy is made, and it is valid only
 * until that cursor moves on or is closed. {@link #copy()} gives one that lasts.
 */
public interface Record {

    /** Its place in the partition. */
    long offset();

    /** Its time, in ms since 1970; see {@link #timestampType()}. */
    long timestampMs();

    /** Where its timestamp comes from. */
    TimestampType timestampType();

    /** Whether it has a key; an empty key is a key. */
    boolean hasKey();

    /** Whether it has a value; a record without one is a tombstone. */
    boolean hasValue();

    /** The key's length in bytes, 0 where there is none. */
    int keyBytes();

    /** The value's length in bytes, 0 where there is none. */
    int valueBytes();

    /**
     * The key as a read-only view from the buffer's position to its limit, or null where there is none. It is the same
     * buffer each time, moved along with the record: take what is needed, or {@code slice()} it, before the next call.
     */
    @Nullable
    ByteBuffer key();

    /** The value, as {@link #key()} gives the key, in a buffer of its own. */
    @Nullable
    ByteBuffer value();

    /** The key as a new array, or null where there is none. */
    byte @Nullable [] keyArray();

    /** The value as a new array, or null where there is none. */
    byte @Nullable [] valueArray();

    /** The headers in the order in which they were given; decoded at each call. */
    List<Header> headers();

    /** A copy that stays valid. */
    Record copy();
}
