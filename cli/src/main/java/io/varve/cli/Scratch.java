package io.varve.cli;

import java.nio.ByteBuffer;

/** An array that is used again and again; one thread. */
final class Scratch {

    private static final int FIRST_BYTES = 1 << 10;

    private byte[] array = new byte[FIRST_BYTES];

    /** The buffer's remaining bytes at the front of an array that is valid until the next call. */
    byte[] of(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length > array.length) {
            array = new byte[Math.max(length, (int) Math.min(array.length * 2L, 1 << 30))];
        }
        bytes.get(bytes.position(), array, 0, length);
        return array;
    }
}
