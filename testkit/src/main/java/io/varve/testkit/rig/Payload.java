package io.varve.testkit.rig;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The value of a record: its id, where it belongs, and bytes that follow from the id. So a value tells by itself
 * whether it is whole and in its place, and two histories need only agree on ids.
 */
final class Payload {

    /** The shortest value. */
    static final int BYTES_MIN = 16;

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Payload() {}

    /** The value of a record. */
    static byte[] of(long id, UUID topic, int partition, int lengthBytes) {
        ByteBuffer value = ByteBuffer.allocate(Math.max(lengthBytes, BYTES_MIN));
        value.putLong(id).putLong(home(topic, partition));
        long state = id;
        while (value.remaining() >= Long.BYTES) {
            state += STEP;
            value.putLong(mixed(state));
        }
        while (value.hasRemaining()) {
            value.put((byte) id);
        }
        return value.array();
    }

    /**
     * The id that a value carries.
     *
     * @throws MisplacedException where the value is not whole, or belongs elsewhere
     */
    static long idOf(byte[] bytes, UUID topic, int partition) throws MisplacedException {
        if (bytes.length < BYTES_MIN) {
            throw new MisplacedException("a value of " + bytes.length + " bytes was never written");
        }
        ByteBuffer value = ByteBuffer.wrap(bytes);
        long id = value.getLong();
        if (value.getLong() != home(topic, partition)) {
            throw new MisplacedException("the record of id " + Long.toHexString(id) + " belongs to another partition");
        }
        long state = id;
        while (value.remaining() >= Long.BYTES) {
            state += STEP;
            if (value.getLong() != mixed(state)) {
                throw new MisplacedException("the record of id " + Long.toHexString(id) + " has other bytes at "
                        + (value.position() - Long.BYTES));
            }
        }
        while (value.hasRemaining()) {
            if (value.get() != (byte) id) {
                throw new MisplacedException("the record of id " + Long.toHexString(id) + " ends in other bytes");
            }
        }
        return id;
    }

    private static long home(UUID topic, int partition) {
        return mixed(topic.getMostSignificantBits() ^ mixed(topic.getLeastSignificantBits() + partition));
    }

    /** The finalizer of Steele, Lea and Flood's SplitMix64. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** A value that is not what was written, or not where it was written. */
    static final class MisplacedException extends Exception {

        private static final long serialVersionUID = 1L;

        MisplacedException(String message) {
            super(message);
        }
    }
}
