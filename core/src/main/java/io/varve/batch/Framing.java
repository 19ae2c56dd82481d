package io.varve.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The outer formats of compressed records that Kafka's clients agree on, as far as both directions need them: gzip
 * members (RFC 1952), LZ4 frames (the LZ4 Frame Format 1.6 document) and the framing of snappy-java's streams
 * ("xerial").
 *
 * <pre>
 * xerial   82 'SNAPPY' 00, version and lowest compatible version (4 bytes each, big-endian), then blocks:
 *          length (4 bytes, big-endian), that many bytes of raw Snappy
 * LZ4      04 22 4d 18, flags, block size, [content size, 8 bytes], header checksum, then blocks:
 *          length (4 bytes, little-endian; top bit: stored), that many bytes, [checksum]; then length 0,
 *          [content checksum]
 * gzip     1f 8b 08, flags, time (4 bytes), extra flags, system, [extra], [name], [comment], [crc16], deflated bytes,
 *          CRC-32, size (4 bytes each, little-endian)
 * </pre>
 */
final class Framing {

    /** 0x82 'SNAPPY' 0x00. */
    static final long XERIAL_MAGIC = 0x82534e4150505900L;

    /** Bytes of xerial's header. */
    static final int XERIAL_HEADER_BYTES = 16;

    /** The version, and lowest compatible version, of xerial's framing. */
    static final int XERIAL_VERSION = 1;

    /** Bytes of an uncompressed block in xerial's framing, as Kafka's producer cuts them. */
    static final int XERIAL_BLOCK_BYTES = 32 * 1024;

    /** The first four bytes of an LZ4 frame, read as a little-endian integer. */
    static final int LZ4_MAGIC = 0x184d2204;

    /** LZ4 flags: version 1, independent blocks, no checksums: what Kafka's producer writes. */
    static final int LZ4_FLAGS = 0x60;

    /** LZ4 block size: number 4, 64 KiB: what Kafka's producer writes. */
    static final int LZ4_BLOCK_SIZE_NUMBER = 4;

    /** Bytes of an uncompressed LZ4 block of ours. */
    static final int LZ4_BLOCK_BYTES = lz4BlockBytes(LZ4_BLOCK_SIZE_NUMBER);

    /** The bit in an LZ4 block's length that says that the block is stored as it is. */
    static final int LZ4_STORED_BIT = 0x80000000;

    /** The first three bytes of a gzip member: magic and the only method there is. */
    static final int GZIP_MAGIC = 0x1f8b08;

    /** Bytes of a gzip header without options. */
    static final int GZIP_HEADER_BYTES = 10;

    /** Bytes of a gzip trailer. */
    static final int GZIP_TRAILER_BYTES = 8;

    /** The last two bytes of a gzip header: nothing said about the compressor's effort, and an unknown system. */
    static final short GZIP_NO_HINT_UNKNOWN_SYSTEM = 0x00ff;

    private static final int GZIP_FLAGS = 3;
    private static final int GZIP_HEADER_CRC_BIT = 0x02;
    private static final int GZIP_EXTRA_BIT = 0x04;
    private static final int GZIP_NAME_BIT = 0x08;
    private static final int GZIP_COMMENT_BIT = 0x10;

    private Framing() {}

    /**
     * Bytes of the largest block for a block size number: 4 is 64 KiB, each further one four times more, 7 the last.
     */
    static int lz4BlockBytes(int sizeNumber) {
        return 1 << (2 * sizeNumber + 8);
    }

    /** The checksum of LZ4 frames: xxHash32 with seed 0. */
    static int xxHash(ByteBuffer buffer, int position, int sizeBytes) {
        return XxHash.HASH.hash(buffer, position, sizeBytes, 0);
    }

    /** The checksum byte that ends an LZ4 frame's header, over the header less its magic. */
    static byte lz4HeaderChecksum(ByteBuffer buffer, int position, int sizeBytes) {
        return (byte) (xxHash(buffer, position, sizeBytes) >> 8);
    }

    /** The checksum of gzip members: CRC-32. */
    static int crc32(ByteBuffer buffer, int position, int sizeBytes) {
        CRC32 crc = new CRC32();
        crc.update(buffer.slice(position, sizeBytes));
        return (int) crc.getValue();
    }

    /** The position after a xerial header. Its versions are not looked at: there has never been but one. */
    static int xerialHeaderEnd(int position, int end) throws DecompressionException {
        if (end - position < XERIAL_HEADER_BYTES) {
            throw new DecompressionException("a snappy header that is cut short");
        }
        return position + XERIAL_HEADER_BYTES;
    }

    /** The position after a gzip header with whatever options it has. */
    static int gzipHeaderEnd(ByteBuffer source, int position, int end) throws DecompressionException {
        if (end - position < GZIP_HEADER_BYTES || source.getInt(position) >>> 8 != GZIP_MAGIC) {
            throw new DecompressionException("no gzip member");
        }
        int flags = source.get(position + GZIP_FLAGS);
        int next = position + GZIP_HEADER_BYTES;
        if ((flags & GZIP_EXTRA_BIT) != 0) {
            int extraBytes =
                    end - next < Short.BYTES ? 0 : Short.toUnsignedInt(Short.reverseBytes(source.getShort(next)));
            next += Short.BYTES + extraBytes;
        }
        next = (flags & GZIP_NAME_BIT) == 0 ? next : afterZero(source, next, end);
        next = (flags & GZIP_COMMENT_BIT) == 0 ? next : afterZero(source, next, end);
        next += (flags & GZIP_HEADER_CRC_BIT) == 0 ? 0 : Short.BYTES;
        if (next > end) {
            throw new DecompressionException("a gzip header that is cut short");
        }
        return next;
    }

    /** The position after the first zero byte, or one past the end where there is none. */
    private static int afterZero(ByteBuffer source, int position, int end) {
        int next = position;
        while (next < end && source.get(next) != 0) {
            next++;
        }
        return next + 1;
    }

    /** Loads the native library when the first LZ4 frame is met, not with the first gzip member. */
    private static final class XxHash {
        static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

        private XxHash() {}
    }
}
