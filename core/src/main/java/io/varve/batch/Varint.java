package io.varve.batch;

import java.nio.ByteBuffer;

/**
 * Zigzag varints as records carry them: seven bits a byte, lowest first, the top bit says that more follow (Protocol
 * Buffers' sint32 and sint64). Writing only; {@link BatchRecords} reads them, since that is one with its bounds checks.
 */
final class Varint {

    /** The most bytes that 32 bits take. */
    static final int INT_BYTES_MAX = 5;

    /** The most bytes that 64 bits take. */
    static final int LONG_BYTES_MAX = 10;

    private Varint() {}

    /** Bytes that a value takes; without a branch: (significant bits × 9 + 64) ÷ 64 is ⌈bits ÷ 7⌉ up to 64 bits. */
    static int bytes(int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        return ((32 - Integer.numberOfLeadingZeros(zigzag | 1)) * 9 + 64) >>> 6;
    }

    /** Bytes that a value takes. */
    static int bytes(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return ((64 - Long.numberOfLeadingZeros(zigzag | 1)) * 9 + 64) >>> 6;
    }

    /** Writes a value and returns the position after it. Nearly all take one byte or two, which are one store each. */
    static int put(ByteBuffer buffer, int position, int value) {
        int rest = (value << 1) ^ (value >> 31);
        if ((rest & ~0x7f) == 0) {
            buffer.put(position, (byte) rest);
            return position + 1;
        }
        if ((rest & ~0x3fff) == 0) {
            buffer.putShort(position, (short) ((rest & 0x7f | 0x80) << 8 | rest >>> 7));
            return position + 2;
        }
        int next = position;
        while ((rest & ~0x7f) != 0) {
            buffer.put(next++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put(next++, (byte) rest);
        return next;
    }

    /** Writes a value and returns the position after it. */
    static int put(ByteBuffer buffer, int position, long value) {
        if (value == (int) value) {
            return put(buffer, position, (int) value);
        }
        long rest = (value << 1) ^ (value >> 63);
        int next = position;
        while ((rest & ~0x7fL) != 0) {
            buffer.put(next++, (byte) (rest | 0x80));
            rest >>>= 7;
        }
        buffer.put(next++, (byte) rest);
        return next;
    }
}
