package io.varve.catalog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Which partition a keyed record goes to: the one that Kafka's default partitioner picks, so that a topic written
 * partly by Kafka's clients and partly by us keeps every key in one place. The hash is MurmurHash2, 32 bit, as its
 * author Austin Appleby published it, with the seed that Kafka's clients use; the sign bit is dropped before the
 * remainder is taken. Pure; any thread.
 */
public final class Partitioner {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;
    private static final int SHIFT = 24;
    private static final VarHandle LITTLE_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Partitioner() {}

    /**
     * The partition of a key.
     *
     * @param key the record's key, empty ones included
     * @param partitionCount how many partitions the topic has, at least 1
     */
    public static int partition(byte[] key, int partitionCount) {
        return (murmur2(key) & Integer.MAX_VALUE) % partitionCount;
    }

    static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int wholeBytes = data.length & ~3;
        for (int position = 0; position < wholeBytes; position += Integer.BYTES) {
            int word = (int) LITTLE_ENDIAN_INT.get(data, position) * MULTIPLIER;
            hash = hash * MULTIPLIER ^ (word ^ word >>> SHIFT) * MULTIPLIER;
        }
        if (wholeBytes < data.length) {
            int rest = 0;
            for (int position = data.length - 1; position >= wholeBytes; position--) {
                rest = rest << 8 | data[position] & 0xff;
            }
            hash = (hash ^ rest) * MULTIPLIER;
        }
        hash = (hash ^ hash >>> 13) * MULTIPLIER;
        return hash ^ hash >>> 15;
    }
}
