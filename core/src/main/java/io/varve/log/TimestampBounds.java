package io.varve.log;

import io.varve.record.TimestampType;

/**
 * Where timestamps come from and which are accepted. The names are Kafka's.
 *
 * @param type {@code message.timestamp.type}
 * @param beforeMaxMs {@code message.timestamp.before.max.ms}: how far a record may be dated back
 * @param afterMaxMs {@code message.timestamp.after.max.ms}: how far a record may be dated ahead
 */
public record TimestampBounds(TimestampType type, long beforeMaxMs, long afterMaxMs) {}
