package io.varve.batch;

import java.nio.ByteBuffer;

/**
 * Reads plain records ahead, some at a time: those whose numbers take one or two bytes each and which have no headers,
 * as nearly all are. One thread; owned by {@link BatchRecords}.
 *
 * <p>Why ahead: in a loop that calls nothing and stores into arrays only, what a buffer's every access asks of it (its
 * limit, its memory, whether that is still there) is asked once for all records. And positions depend on predicted
 * branches, never on bytes that are still being loaded. Together that is about half the time of going record by record.
 *
 * <p>Whatever is not plain, or not right, ends the reading before it: the caller's own way deals with it.
 */
final class PlainRecords {

    /** As many as are read ahead at once: enough to pay, few enough to stay in the nearest cache. */
    static final int COUNT_MAX = 64;

    /** A record of two deltas, two lengths and a header count, of a byte each, behind its length and attributes. */
    private static final int BODY_BYTES_MIN = 5;

    /** The most bytes of a record that are looked at before its end is known to lie within the records. */
    private static final int LOOK_BYTES = 3 + Long.BYTES;

    private static final int NOT_PLAIN = -1;

    final int[] offsetDeltas = new int[COUNT_MAX];
    final int[] timestampDeltas = new int[COUNT_MAX];
    final int[] keyPositions = new int[COUNT_MAX];
    final int[] keyLengths = new int[COUNT_MAX];
    final int[] valuePositions = new int[COUNT_MAX];
    final int[] valueLengths = new int[COUNT_MAX];
    final int[] ends = new int[COUNT_MAX];

    /**
     * Reads records one behind the other.
     *
     * @param at where the first one begins
     * @param recordsEnd where the batch's records end, at or before the buffer's limit
     * @param countMax how many to read at most, up to {@link #COUNT_MAX}
     * @return how many were read; what they hold stands in the arrays
     */
    int read(ByteBuffer bytes, int at, int recordsEnd, int countMax) {
        int count = 0;
        int position = at;
        while (count < countMax && position <= recordsEnd - LOOK_BYTES) {
            int next = readOne(bytes, position, recordsEnd, count);
            if (next == NOT_PLAIN) {
                break;
            }
            position = next;
            count++;
        }
        return count;
    }

    /** Reads a record's length, and the rest, if all of it lies within the records; gives where it ends. */
    private int readOne(ByteBuffer bytes, int position, int recordsEnd, int index) {
        int at = position;
        int zigzag = bytes.get(at);
        if (zigzag < 0) {
            int second = bytes.get(at + 1);
            if (second < 0) {
                return NOT_PLAIN;
            }
            zigzag = zigzag & 0x7f | second << 7;
            at++;
        }
        at += 2; // the length and the attributes
        int end = at - 1 + (zigzag >>> 1);
        if ((zigzag & 1) != 0 || end > recordsEnd || at > end - BODY_BYTES_MIN) {
            return NOT_PLAIN;
        }
        return readBody(bytes, at, end, index);
    }

    /** Reads what follows a record's attributes: two deltas, the key's length. */
    private int readBody(ByteBuffer bytes, int from, int end, int index) {
        int at = from + 3;
        long word = bytes.getLong(from);
        int timestamp = (int) (word >>> 56);
        if (timestamp >= 0x80) {
            timestamp = timestamp & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        word <<= 8;
        int delta = (int) (word >>> 56);
        if (delta >= 0x80) {
            delta = delta & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        word <<= 8;
        int key = (int) (word >>> 56);
        if (key >= 0x80) {
            key = key & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            word <<= 8;
            at++;
        }
        timestampDeltas[index] = timestamp >>> 1 ^ -(timestamp & 1);
        offsetDeltas[index] = delta >>> 1;
        keyPositions[index] = at;
        keyLengths[index] = key >>> 1 ^ -(key & 1);
        boolean isPlain = (timestamp | delta | key) >= 0 && (delta & 1) == 0;
        return isPlain ? readValue(bytes, word << 8, key, end, index) : NOT_PLAIN;
    }

    /** Reads the value's length and makes sure that value and header count end where the record does. */
    private int readValue(ByteBuffer bytes, long behindKeyLength, int key, int end, int index) {
        long word = behindKeyLength;
        int at = keyPositions[index];
        if (key > 1) {
            at += key >>> 1;
            if ((key & 1) != 0 || at > end - Short.BYTES) {
                return NOT_PLAIN;
            }
            word = (long) bytes.getShort(at) << 48;
        }
        int value = (int) (word >>> 56);
        at++;
        if (value >= 0x80) {
            value = value & 0x7f | (int) (word >>> 41) & 0x3f80 | longer(word);
            at++;
        }
        int valueLength = value >>> 1 ^ -(value & 1);
        valuePositions[index] = at;
        valueLengths[index] = valueLength;
        ends[index] = end;
        boolean isPlain = value >= 0
                && valueLength >= RecordView.NULL_LENGTH
                && at + Math.max(0, valueLength) == end - 1
                && bytes.get(end - 1) == 0;
        return isPlain ? end : NOT_PLAIN;
    }

    /** Negative where the second of two bytes says that there is a third. */
    private static int longer(long word) {
        return (int) (word >>> 48 & 0x80) << 24;
    }
}
