package io.varve.testkit;

import io.varve.record.NewRecord;
import io.varve.record.Record;
import io.varve.record.TimestampType;

/**
 * A record as a log holds it, compared by content.
 *
 * @param offset its place
 * @param content key, value, headers, and the timestamp with which it is stored
 * @param timestampType where the timestamp comes from
 */
public record StoredRecord(long offset, NewRecord content, TimestampType timestampType) {

    /** A copy of what a cursor stands on. */
    public static StoredRecord of(Record record) {
        NewRecord content =
                new NewRecord(record.keyArray(), record.valueArray(), record.timestampMs(), record.headers());
        return new StoredRecord(record.offset(), content, record.timestampType());
    }

    /** The same content elsewhere. */
    public StoredRecord at(long newOffset) {
        return new StoredRecord(newOffset, content, timestampType);
    }

    /** Its timestamp, in ms since 1970. */
    public long timestampMs() {
        return content.timestampMs();
    }

    /** What it counts against a limit of bytes. */
    public long sizeBytes() {
        byte[] key = content.key();
        byte[] value = content.value();
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }

    @Override
    public String toString() {
        byte[] key = content.key();
        byte[] value = content.value();
        return offset + " @" + content.timestampMs() + " " + timestampType + " key "
                + (key == null ? "none" : key.length + " B") + " value "
                + (value == null ? "none" : value.length + " B #" + java.util.Arrays.hashCode(value)) + " headers "
                + content.headers();
    }
}
