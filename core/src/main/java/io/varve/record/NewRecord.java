package io.varve.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record to be appended. The arrays are not copied: leave them alone until the append has returned.
 *
 * @param key what the record is about, or null for none
 * @param value what is recorded, or null for a tombstone
 * @param timestampMs when it happened, in ms since 1970, or {@link #NOW}
 * @param headers named values beside it, in order
 */
public record NewRecord(byte @Nullable [] key, byte @Nullable [] value, long timestampMs, List<Header> headers) {

    /** Stands for the moment of the append. */
    public static final long NOW = -1L;

    /** A record without a key, of this moment. */
    public static NewRecord of(byte @Nullable [] value) {
        return new NewRecord(null, value, NOW, List.of());
    }

    /** A keyed record of this moment. */
    public static NewRecord of(byte @Nullable [] key, byte @Nullable [] value) {
        return new NewRecord(key, value, NOW, List.of());
    }

    /** A keyed record of text, as UTF-8, of this moment. */
    public static NewRecord of(String key, String value) {
        return of(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same record at another time, in ms since 1970. */
    public NewRecord at(long newTimestampMs) {
        return new NewRecord(key, value, newTimestampMs, headers);
    }

    /** The same record with these headers in place of its own. */
    public NewRecord with(Header... newHeaders) {
        return new NewRecord(key, value, timestampMs, List.of(newHeaders));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NewRecord that
                && timestampMs == that.timestampMs
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && headers.equals(that.headers);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key) * 31 + Arrays.hashCode(value) + Long.hashCode(timestampMs);
    }
}
