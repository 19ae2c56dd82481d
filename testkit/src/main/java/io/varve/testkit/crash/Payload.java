package io.varve.testkit.crash;

import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the records of an append hold: who they are, and bytes that follow from that, so that each can be recognized and
 * compared wherever it turns up.
 */
final class Payload {

    private static final int HEADER_BYTES = Long.BYTES + 2 * Short.BYTES;

    private Payload() {}

    /** All records of an append. */
    static List<NewRecord> records(Attempt attempt, long nowMs) {
        List<NewRecord> records = new ArrayList<>(attempt.count);
        for (int index = 0; index < attempt.count; index++) {
            records.add(record(attempt, index, nowMs));
        }
        return records;
    }

    static NewRecord record(Attempt attempt, int index, long nowMs) {
        return new NewRecord(key(attempt), value(attempt, index), nowMs, List.of());
    }

    private static byte[] key(Attempt attempt) {
        return new byte[] {(byte) attempt.client, (byte) attempt.id};
    }

    private static byte[] value(Attempt attempt, int index) {
        byte[] value = new byte[HEADER_BYTES + attempt.fillerBytes];
        ByteBuffer.wrap(value).putLong(attempt.id).putShort((short) index).putShort((short) attempt.count);
        long state = attempt.id * 0x9E3779B97F4A7C15L + index;
        for (int at = HEADER_BYTES; at < value.length; at++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            value[at] = (byte) (state >>> 56);
        }
        return value;
    }

    /** Which append a record is of, or -1 where it is none of ours. */
    static long attemptId(Record record) {
        byte[] value = record.valueArray();
        return value == null || value.length < HEADER_BYTES
                ? -1
                : ByteBuffer.wrap(value).getLong(0);
    }

    /** Which record of its append it is. */
    static int index(Record record) {
        byte[] value = record.valueArray();
        return value == null ? -1 : ByteBuffer.wrap(value).getShort(Long.BYTES);
    }

    /** Whether it is that record to the last byte. */
    static boolean matches(Record record, Attempt attempt, int index) {
        return index >= 0
                && index < attempt.count
                && Arrays.equals(record.valueArray(), value(attempt, index))
                && Arrays.equals(record.keyArray(), key(attempt));
    }
}
