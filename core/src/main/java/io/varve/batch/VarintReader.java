package io.varve.batch;

import io.varve.error.InvalidBatchException;
import java.nio.ByteBuffer;

/**
 * Reads varints and lengths between two positions and never looks past them, whatever the bytes say; one thread. Every
 * refusal names the byte, counted from where the reader was told that the batch, or its decompressed records, begin.
 */
final class VarintReader {

    private static final int NULL_LENGTH = -1;

    /** Stands for a varint of more than two bytes: no value of fourteen bits. */
    private static final int LONGER = Integer.MIN_VALUE;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOTHING;
    private int origin;
    private int position;
    private int end;
    private String region = "batch";

    /** Names what positions are counted from: the buffer's position {@code from}, and what begins there. */
    void nameRegion(int from, String name) {
        origin = from;
        region = name;
    }

    /** Places the reader: it reads from one position of a buffer up to another. */
    void place(ByteBuffer source, int from, int to) {
        buffer = source;
        position = from;
        end = to;
    }

    /** Moves to a position that was reached by other means. */
    void moveTo(int to) {
        position = to;
    }

    /** Moves the end of what may be read. */
    void endAt(int to) {
        end = to;
    }

    /** The position in the buffer of the next byte to be read. */
    int position() {
        return position;
    }

    /** The position of the next byte to be read, counted from where the batch or its decompressed records begin. */
    int positionInRegion() {
        return position - origin;
    }

    /** A position in the buffer, counted from where the batch or its decompressed records begin. */
    int inRegion(int at) {
        return at - origin;
    }

    /** Bytes that are left. */
    int remainingBytes() {
        return end - position;
    }

    /** Reads 32 bits. */
    int varint() {
        int value = shortVarint();
        return value == LONGER ? longVarint() : value;
    }

    /** Reads 64 bits. */
    long varlong() {
        int value = shortVarint();
        if (value != LONGER) {
            return value;
        }
        long zigzag = zigzag(Varint.LONG_BYTES_MAX);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /** Reads a length or a count: not negative, and not more than the bytes that are left. */
    int length(String what) {
        int length = varint();
        if (length < 0 || length > end - position) {
            throw fault("a " + what + " from 0 to the " + (end - position) + " bytes left", Integer.toString(length));
        }
        return length;
    }

    /** Reads a length that may be -1 for null. */
    int nullableLength(String what) {
        int length = varint();
        if (length < NULL_LENGTH || length > end - position) {
            throw fault("a " + what + " from -1 to the " + (end - position) + " bytes left", Integer.toString(length));
        }
        return length;
    }

    /**
     * Steps over bytes that {@link #length} or {@link #nullableLength} allowed, none for null, and returns where they
     * begin.
     */
    int skip(int bytes) {
        int from = position;
        position = from + Math.max(0, bytes);
        return from;
    }

    /** Steps over one byte. */
    void skipByte(String what) {
        if (position >= end) {
            throw fault(what, "the end");
        }
        position++;
    }

    /** A refusal at the present position. */
    InvalidBatchException fault(String expected, String found) {
        return new InvalidBatchException(
                "at byte " + positionInRegion() + " of the " + region + ": expected " + expected + ", found " + found);
    }

    /**
     * The fast path of nearly all: one byte or two; otherwise nothing is read, and the answer is one they cannot hold.
     */
    private int shortVarint() {
        int from = position;
        if (from >= end) {
            return LONGER;
        }
        byte first = buffer.get(from);
        if (first >= 0) {
            position = from + 1;
            return (first >>> 1) ^ -(first & 1);
        }
        if (from + 1 >= end) {
            return LONGER;
        }
        byte second = buffer.get(from + 1);
        if (second < 0) {
            return LONGER;
        }
        position = from + 2;
        int zigzag = (first & 0x7f) | second << 7;
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    private int longVarint() {
        long zigzag = zigzag(Varint.INT_BYTES_MAX);
        if (zigzag >>> 32 != 0) {
            throw fault("a varint of 32 bits", "a larger one");
        }
        return (int) (zigzag >>> 1) ^ -(int) (zigzag & 1);
    }

    private long zigzag(int bytesMax) {
        long value = 0;
        for (int index = 0; index < bytesMax; index++) {
            if (position + index >= end) {
                throw fault("a varint", "one that is cut short by the end at byte " + (end - origin));
            }
            byte part = buffer.get(position + index);
            value |= (long) (part & 0x7f) << 7 * index;
            if (part >= 0) {
                position += index + 1;
                return value;
            }
        }
        throw fault("a varint of at most " + bytesMax + " bytes", "a longer one");
    }
}
