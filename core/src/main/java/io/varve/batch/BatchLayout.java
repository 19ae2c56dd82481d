package io.varve.batch;

/**
 * Where each field of a record batch v2 lies, as Kafka defined it (KIP-98) and as every file and request carries it.
 * All integers are big-endian and signed; positions count from the first byte of the batch.
 *
 * <pre>
 * byte  size  field
 *    0     8  base offset            offset of the first record; outside the CRC, so that a log can assign it
 *    8     4  length                 bytes that follow this field: size of the batch less 12
 *   12     4  leader epoch           outside the CRC, so that a log can assign it; -1 where there is none
 *   16     1  magic                  2
 *   17     4  crc                    CRC-32C (Castagnoli) of everything from byte 21 to the end
 *   21     2  attributes             bits 0-2 codec, 3 log-append time, 4 transactional, 5 control, 6 delete horizon
 *   23     4  last offset delta      offset of the last record less base offset; kept when compaction drops records
 *   27     8  base timestamp         of the first record, or the delete horizon where bit 6 is set; ms since 1970
 *   35     8  max timestamp          the largest of the records', or the time of the append where bit 3 is set
 *   43     8  producer id            -1 where there is none
 *   51     2  producer epoch         -1 where there is none
 *   53     4  base sequence          -1 where there is none
 *   57     4  record count
 *   61     …  records                as one compressed stream where the codec is not none
 *
 * a record, whose integers are zigzag varints except the attributes:
 *   length of what follows, attributes (1 byte, 0), timestamp delta (64 bits), offset delta,
 *   key length (-1 for null), key, value length (-1 for null), value, header count, then each
 *   header: name length, name, value length (-1 for null), value
 * </pre>
 */
public final class BatchLayout {

    /** Position of the base offset, 8 bytes. */
    public static final int BASE_OFFSET = 0;

    /** Position of the length, 4 bytes. */
    public static final int LENGTH = 8;

    /** Position of the leader epoch, 4 bytes. */
    public static final int LEADER_EPOCH = 12;

    /** Position of the magic, 1 byte. */
    public static final int MAGIC = 16;

    /** Position of the CRC-32C, 4 bytes. */
    public static final int CRC = 17;

    /** Position of the attributes, 2 bytes; what the CRC covers begins here. */
    public static final int ATTRIBUTES = 21;

    /** Position of the last offset delta, 4 bytes. */
    public static final int LAST_OFFSET_DELTA = 23;

    /** Position of the base timestamp, 8 bytes. */
    public static final int BASE_TIMESTAMP = 27;

    /** Position of the max timestamp, 8 bytes. */
    public static final int MAX_TIMESTAMP = 35;

    /** Position of the producer id, 8 bytes. */
    public static final int PRODUCER_ID = 43;

    /** Position of the producer epoch, 2 bytes. */
    public static final int PRODUCER_EPOCH = 51;

    /** Position of the base sequence, 4 bytes. */
    public static final int BASE_SEQUENCE = 53;

    /** Position of the record count, 4 bytes. */
    public static final int RECORD_COUNT = 57;

    /** Bytes of the header: the records begin here. */
    public static final int HEADER_BYTES = 61;

    /** Bytes that the length field does not count: the base offset and itself. */
    public static final int LENGTH_OVERHEAD_BYTES = 12;

    /** The smallest value that the length field can have. */
    public static final int LENGTH_MIN = HEADER_BYTES - LENGTH_OVERHEAD_BYTES;

    /** The largest value that the length field can have in a batch whose size is an int. */
    public static final int LENGTH_MAX = Integer.MAX_VALUE - LENGTH_OVERHEAD_BYTES;

    /** The only magic that is read and written. */
    public static final byte MAGIC_V2 = 2;

    /** Attribute bits that hold the codec's number. */
    public static final int CODEC_MASK = 0x07;

    /** Attribute bit of log-append time. */
    public static final int LOG_APPEND_TIME_BIT = 0x08;

    /** Attribute bit of a batch that belongs to a transaction. */
    public static final int TRANSACTIONAL_BIT = 0x10;

    /** Attribute bit of a batch that holds markers, not records of a caller. */
    public static final int CONTROL_BIT = 0x20;

    /** Attribute bit that says that the base timestamp is a delete horizon (KIP-534). */
    public static final int DELETE_HORIZON_BIT = 0x40;

    /** The leader epoch of a batch that no leader has taken yet. */
    public static final int NO_LEADER_EPOCH = -1;

    /** The producer id of a batch that no idempotent producer sent. */
    public static final long NO_PRODUCER_ID = -1L;

    /** The producer epoch of a batch that no idempotent producer sent. */
    public static final short NO_PRODUCER_EPOCH = -1;

    /** The base sequence of a batch that no idempotent producer sent. */
    public static final int NO_SEQUENCE = -1;

    /** The timestamp of a batch or record that has none. */
    public static final long NO_TIMESTAMP = -1L;

    private BatchLayout() {}
}
