package io.varve.log;

import io.varve.error.InvalidTimestampException;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;

/**
 * Where timestamps come from and which are accepted. The names are Kafka's.
 *
 * @param type {@code message.timestamp.type}
 * @param beforeMaxMs {@code message.timestamp.before.max.ms}: how far a record may be dated back
 * @param afterMaxMs {@code message.timestamp.after.max.ms}: how far a record may be dated ahead
 */
public record TimestampBounds(TimestampType type, long beforeMaxMs, long afterMaxMs) {

    /** The timestamp with which a record is stored: its own, or the present moment; checked against the bounds. */
    long resolve(long timestampMs, long nowMs) {
        if (type == TimestampType.LOG_APPEND_TIME || timestampMs == NewRecord.NOW) {
            return nowMs;
        }
        if (timestampMs >= 0 && timestampMs <= nowMs && beforeMaxMs > nowMs) {
            return timestampMs; // of the past, all of which is accepted: nearly all records
        }
        check(timestampMs, timestampMs, nowMs);
        return timestampMs;
    }

    /** Checks a range of given timestamps; {@link NewRecord#NOW}, which in a stored batch means none, passes. */
    void check(long lowestMs, long highestMs, long nowMs) {
        long earliestMs = beforeMaxMs > nowMs ? 0 : nowMs - beforeMaxMs;
        long latestMs = afterMaxMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + afterMaxMs;
        if (highestMs > latestMs) {
            throw new InvalidTimestampException(highestMs, earliestMs, latestMs);
        }
        if (lowestMs < earliestMs && lowestMs != NewRecord.NOW) {
            throw new InvalidTimestampException(lowestMs, earliestMs, latestMs);
        }
    }
}
