package io.varve.journal;

/**
 * The bytes of a journal frame; all numbers big-endian. {@code docs/format.md} tells the same in words.
 *
 * <pre>
 * frame    0 magic   4 length   8 CRC-32C   12 entry count   16 store id   24 file number   32 sequence   40 durable
 *          sequence   48 entries, then zeros up to the next multiple of 4 KiB
 * entry    0 kind   4 partition   8 topic id   24 from offset   32 end offset   40 byte count   44 zero   48 bytes
 * </pre>
 *
 * The length counts from the magic to the end of the last entry. The checksum covers those bytes but for itself.
 */
final class FrameLayout {

    /**
     * Frames begin at multiples of this: the page of the operating system. So a page is never written twice, a torn
     * write can't harm a frame that was durable before, no page has to be read before it is written, and whoever looks
     * for frames behind a damaged one knows where they can begin. Measured, it costs nothing.
     */
    static final int ALIGNMENT_BYTES = 4096;

    /** "VJF1". */
    static final int MAGIC_NUMBER = 0x564A4631;

    static final int MAGIC = 0;
    static final int LENGTH = 4;
    static final int CRC = 8;
    static final int ENTRY_COUNT = 12;
    static final int STORE_ID = 16;
    static final int FILE_NUMBER = 24;
    static final int SEQUENCE = 32;
    static final int DURABLE_SEQUENCE = 40;
    static final int HEADER_BYTES = 48;

    static final int ENTRY_KIND = 0;
    static final int ENTRY_PARTITION = 4;
    static final int ENTRY_TOPIC_ID = 8;
    static final int ENTRY_FROM_OFFSET = 24;
    static final int ENTRY_END_OFFSET = 32;
    static final int ENTRY_BYTE_COUNT = 40;
    static final int ENTRY_RESERVED = 44;
    static final int ENTRY_HEADER_BYTES = 48;

    private FrameLayout() {}

    /** A length as it is stored: up to the next multiple of the alignment. */
    static int padded(int lengthBytes) {
        return (lengthBytes + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
    }
}
