package io.varve.record;

/** Where a record's timestamp comes from: Kafka's {@code message.timestamp.type}. */
public enum TimestampType {
    /** Given by the caller when the record was made. */
    CREATE_TIME,
    /** Given by the log when the record was appended. */
    LOG_APPEND_TIME
}
