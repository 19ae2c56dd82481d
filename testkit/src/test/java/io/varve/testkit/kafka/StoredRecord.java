package io.varve.testkit.kafka;

import io.varve.record.NewRecord;

/**
 * A record and where it stands; equal by content.
 *
 * @param offset its place in the log
 * @param record what it holds, dated as stored
 */
record StoredRecord(long offset, NewRecord record) {

    @Override
    public String toString() {
        byte[] key = record.key();
        byte[] value = record.value();
        return "offset " + offset + " of " + record.timestampMs() + " ms, key "
                + (key == null ? "null" : key.length + " bytes") + ", value "
                + (value == null ? "null" : value.length + " bytes") + ", headers " + record.headers();
    }
}
