package io.varve.record;

/** The compression codecs of Kafka's record batches; the ordinal is the number stored in a batch's attributes. */
public enum Codec {
    /** Stored as it is. */
    NONE,
    /** RFC 1952. */
    GZIP,
    /** Snappy in xerial's framing. */
    SNAPPY,
    /** LZ4 frames. */
    LZ4,
    /** RFC 8878. */
    ZSTD
}
