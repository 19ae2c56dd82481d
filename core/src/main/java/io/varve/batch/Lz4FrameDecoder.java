package io.varve.batch;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Decodes one LZ4 frame (LZ4 Frame Format 1.6) of direct memory, with all its checksums; one thread. Frames whose
 * blocks lean on one another, or on a dictionary, are refused by name, as Kafka refuses them.
 */
final class Lz4FrameDecoder {

    private static final int VERSION_MASK = 0xc0;
    private static final int VERSION_1 = 0x40;
    private static final int INDEPENDENT_BLOCKS_BIT = 0x20;
    private static final int BLOCK_CHECKSUM_BIT = 0x10;
    private static final int CONTENT_SIZE_BIT = 0x08;
    private static final int CONTENT_CHECKSUM_BIT = 0x04;
    private static final int RESERVED_OR_DICTIONARY_BITS = 0x03;
    private static final int BLOCK_SIZE_NUMBER_MIN = 4;

    /** No LZ4 block holds more than this many times its bytes. */
    private static final long EXPANSION_MAX = 255;

    private final LZ4SafeDecompressor blocks = LZ4Factory.fastestInstance().safeDecompressor();
    private int flags;
    private int blockBytesMax;
    private long contentBytes;

    /** Decodes the frame between two positions into a scratch, and returns how many bytes it holds. */
    int decode(ByteBuffer source, int from, int end, Scratch target) throws DecompressionException {
        int position = readHeader(source, from, end);
        if (hasFlag(CONTENT_SIZE_BIT) && (contentBytes < 0 || contentBytes > target.bytesMax())) {
            throw new DecompressionException("an LZ4 frame that claims " + Long.toUnsignedString(contentBytes));
        }
        int size = 0;
        while (true) {
            int word = word(source, position, end);
            position += Integer.BYTES;
            if (word == 0) {
                break;
            }
            int blockBytes = word & ~Framing.LZ4_STORED_BIT;
            int checksumBytes = hasFlag(BLOCK_CHECKSUM_BIT) ? Integer.BYTES : 0;
            if (blockBytes > blockBytesMax || blockBytes > end - position - checksumBytes) {
                throw new DecompressionException(
                        "an LZ4 block of " + blockBytes + " bytes, more than there are or allowed");
            }
            requireChecksum(checksumBytes != 0, source, position, blockBytes, source, position + blockBytes);
            boolean isStored = word < 0;
            size += isStored
                    ? store(source, position, blockBytes, target, size)
                    : inflate(source, position, blockBytes, target, size);
            position += blockBytes + checksumBytes;
        }
        return requireEnd(source, position, end, target, size);
    }

    private int readHeader(ByteBuffer source, int from, int end) throws DecompressionException {
        if (word(source, from, end) != Framing.LZ4_MAGIC) {
            throw new DecompressionException("no LZ4 frame");
        }
        int descriptorAt = from + Integer.BYTES;
        if (end - descriptorAt < 2) {
            throw new DecompressionException("an LZ4 header that is cut short");
        }
        flags = source.get(descriptorAt);
        int blockSizeByte = source.get(descriptorAt + 1);
        int sizeNumber = blockSizeByte >> 4;
        if ((flags & VERSION_MASK) != VERSION_1
                || (flags & RESERVED_OR_DICTIONARY_BITS) != 0
                || !hasFlag(INDEPENDENT_BLOCKS_BIT)) {
            throw new DecompressionException(
                    "LZ4 flags 0x%02x: another version, a dictionary or dependent blocks".formatted(flags & 0xff));
        }
        if (sizeNumber < BLOCK_SIZE_NUMBER_MIN || (blockSizeByte & 0x0f) != 0) {
            throw new DecompressionException("LZ4 block size 0x%02x".formatted(blockSizeByte & 0xff));
        }
        blockBytesMax = Framing.lz4BlockBytes(sizeNumber);
        int descriptorBytes = 2 + (hasFlag(CONTENT_SIZE_BIT) ? Long.BYTES : 0);
        int checksumAt = descriptorAt + descriptorBytes;
        if (end - descriptorAt <= descriptorBytes) {
            throw new DecompressionException("an LZ4 header that is cut short");
        }
        if (source.get(checksumAt) != Framing.lz4HeaderChecksum(source, descriptorAt, descriptorBytes)) {
            throw new DecompressionException("an LZ4 header with another checksum");
        }
        contentBytes = hasFlag(CONTENT_SIZE_BIT) ? Long.reverseBytes(source.getLong(descriptorAt + 2)) : 0;
        return checksumAt + 1;
    }

    private int requireEnd(ByteBuffer source, int position, int end, Scratch target, int size)
            throws DecompressionException {
        int checksumBytes = hasFlag(CONTENT_CHECKSUM_BIT) ? Integer.BYTES : 0;
        if (end - position != checksumBytes) {
            throw new DecompressionException(
                    "an LZ4 frame that ends " + (end - position - checksumBytes) + " bytes before the batch does");
        }
        requireChecksum(checksumBytes != 0, target.buffer(), 0, size, source, position);
        if (hasFlag(CONTENT_SIZE_BIT) && contentBytes != size) {
            throw new DecompressionException("an LZ4 frame that claims " + contentBytes + " bytes and holds " + size);
        }
        return size;
    }

    private int inflate(ByteBuffer source, int position, int blockBytes, Scratch target, int usedBytes)
            throws DecompressionException {
        long room = Math.min(blockBytesMax, EXPANSION_MAX * blockBytes);
        int roomBytes = (int) Math.min(room, target.bytesMax() - usedBytes);
        target.reserve(usedBytes, roomBytes);
        try {
            return blocks.decompress(source, position, blockBytes, target.buffer(), usedBytes, roomBytes);
        } catch (LZ4Exception fault) {
            throw new DecompressionException(
                    "an LZ4 block that is malformed or holds more than the " + roomBytes + " bytes it may", fault);
        }
    }

    private static int store(ByteBuffer source, int position, int blockBytes, Scratch target, int usedBytes)
            throws DecompressionException {
        if (!target.reserve(usedBytes, blockBytes)) {
            throw new DecompressionException("more");
        }
        target.buffer().put(usedBytes, source, position, blockBytes);
        return blockBytes;
    }

    private static void requireChecksum(
            boolean isPresent, ByteBuffer bytes, int position, int sizeBytes, ByteBuffer stored, int storedAt)
            throws DecompressionException {
        if (isPresent && Integer.reverseBytes(stored.getInt(storedAt)) != Framing.xxHash(bytes, position, sizeBytes)) {
            throw new DecompressionException("LZ4 data with another checksum");
        }
    }

    private static int word(ByteBuffer source, int position, int end) throws DecompressionException {
        if (end - position < Integer.BYTES) {
            throw new DecompressionException("an LZ4 frame that is cut short");
        }
        return Integer.reverseBytes(source.getInt(position));
    }

    private boolean hasFlag(int bit) {
        return (flags & bit) != 0;
    }
}
