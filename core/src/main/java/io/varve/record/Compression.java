package io.varve.record;

import io.varve.error.InvalidConfigException;

/**
 * A codec and, where the codec has levels, how hard it tries.
 *
 * @param codec the codec
 * @param level gzip 1–9, lz4 1–17, zstd -131072–22; for codecs without levels it is {@link #NO_LEVEL}
 */
public record Compression(Codec codec, int level) {

    /** The level of codecs that have none. */
    public static final int NO_LEVEL = 0;

    /** No compression. */
    public static final Compression NONE = new Compression(Codec.NONE, NO_LEVEL);

    /** Checks that the level is one that the codec has. */
    public Compression {
        int lowest = lowestLevel(codec);
        int highest = highestLevel(codec);
        if (level < lowest || level > highest) {
            throw new InvalidConfigException(
                    "compression level",
                    level + " is not a level of " + codec + ", which has " + lowest + " to " + highest);
        }
    }

    /** A codec at the level that Kafka uses for it when none is named: gzip 6, lz4 9, zstd 3. */
    public static Compression of(Codec codec) {
        return switch (codec) {
            case NONE -> NONE;
            case SNAPPY -> new Compression(codec, NO_LEVEL);
            case GZIP -> new Compression(codec, 6);
            case LZ4 -> new Compression(codec, 9);
            case ZSTD -> new Compression(codec, 3);
        };
    }

    /** The lowest level of a codec. */
    public static int lowestLevel(Codec codec) {
        return switch (codec) {
            case NONE, SNAPPY -> NO_LEVEL;
            case GZIP, LZ4 -> 1;
            case ZSTD -> -131072;
        };
    }

    /** The highest level of a codec. */
    public static int highestLevel(Codec codec) {
        return switch (codec) {
            case NONE, SNAPPY -> NO_LEVEL;
            case GZIP -> 9;
            case LZ4 -> 17;
            case ZSTD -> 22;
        };
    }
}
