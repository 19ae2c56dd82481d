package io.varve.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Decompresses the records of one batch after another into memory of its own; one thread.
 *
 * <p>What the compressed bytes claim about their size is checked against the bound before memory is taken, and where
 * they claim nothing the memory grows as it fills, up to the bound: a few bytes that stand for gigabytes end in a
 * refusal. Everything must be consumed: bytes after the end of a stream are a fault, since Kafka's code would not see
 * them.
 */
final class Decompressor implements AutoCloseable {

    /** Kept free, so that doubling a capacity and allocating never meet the JDK's own limit. */
    private static final int HEADROOM_BYTES = 64;

    /** What the first guess assumes of a stream that does not tell its size. */
    private static final long RATIO_GUESS = 4;

    /** A zstd block of the fewest bytes, a header and one byte to repeat, yields at most this much (RFC 8878). */
    private static final int ZSTD_BLOCK_BYTES_MIN = 4;

    private static final long ZSTD_BLOCK_YIELD_MAX = 128 << 10;

    /** A snappy copy of 3 bytes yields at most 64. */
    private static final long SNAPPY_YIELD_MAX = 22;

    private final int bytesMax;
    private final Scratch target;
    private final Scratch directCopy = new Scratch(Integer.MAX_VALUE);
    private @Nullable Inflater inflater;
    private @Nullable ZstdDecompressCtx zstd;
    private @Nullable Lz4FrameDecoder lz4;

    /** @param bytesMax bound on what one batch may decompress to */
    Decompressor(int bytesMax) {
        this.bytesMax = Math.min(bytesMax, Integer.MAX_VALUE - HEADROOM_BYTES);
        // One byte more than allowed tells a stream that ends at the bound from one that goes on.
        this.target = new Scratch(this.bytesMax + 1);
    }

    /** The memory that the last call filled, from position 0. */
    ByteBuffer decompressed() {
        return target.buffer();
    }

    /**
     * Decompresses.
     *
     * @param position where the compressed bytes begin in the buffer, right behind the header of their batch
     * @return how many bytes of {@link #decompressed()} hold the result
     * @throws InvalidBatchException if they do not decompress, or to more than the bound
     */
    int decompress(Codec codec, ByteBuffer buffer, int position, int sizeBytes) {
        int size;
        try {
            ByteBuffer source = direct(buffer, position, sizeBytes);
            int from = source == buffer ? position : 0;
            size = switch (codec) {
                case NONE -> throw new IllegalArgumentException("nothing to decompress");
                case GZIP -> gunzip(source, from, from + sizeBytes);
                case SNAPPY -> unsnap(source, from, from + sizeBytes);
                case LZ4 -> lz4().decode(source, from, from + sizeBytes, target);
                case ZSTD -> unzstd(source, from, sizeBytes);
            };
        } catch (DecompressionException fault) {
            throw new InvalidBatchException(refusal(codec, sizeBytes, fault.found()), fault);
        } catch (IOException | DataFormatException | ZstdException fault) {
            throw new InvalidBatchException(refusal(codec, sizeBytes, "'" + fault.getMessage() + "'"), fault);
        }
        if (size > bytesMax) {
            throw new InvalidBatchException(refusal(codec, sizeBytes, "more"));
        }
        return size;
    }

    /** Bytes of direct memory that it has grown to and keeps. */
    long retainedBytes() {
        return (long) target.buffer().capacity() + directCopy.buffer().capacity();
    }

    /** Frees the native memory of the decompressors; they are made again when needed. */
    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    private String refusal(Codec codec, int sizeBytes, String found) {
        return "at byte " + BatchLayout.HEADER_BYTES + " of the batch: expected " + sizeBytes + " bytes of " + codec
                + " that decompress to at most " + bytesMax + " bytes, found " + found;
    }

    /** The native decompressors read direct memory only. The copy is no larger than the batch that the caller holds. */
    private ByteBuffer direct(ByteBuffer buffer, int position, int sizeBytes) throws DecompressionException {
        if (buffer.isDirect()) {
            return buffer;
        }
        if (!directCopy.reserve(0, sizeBytes)) {
            throw new DecompressionException("no memory outside the heap for a copy of them");
        }
        directCopy.buffer().put(0, buffer, position, sizeBytes);
        return directCopy.buffer();
    }

    private int gunzip(ByteBuffer source, int from, int end) throws DataFormatException, DecompressionException {
        int position = from;
        int size = 0;
        while (position < end) {
            int deflatedAt = Framing.gzipHeaderEnd(source, position, end);
            ByteBuffer deflated = source.slice(deflatedAt, end - deflatedAt);
            int inflated = inflate(deflated, size);
            position = deflatedAt + deflated.position();
            if (end - position < Framing.GZIP_TRAILER_BYTES) {
                throw new DecompressionException("a gzip trailer that is cut short");
            }
            int crc = Integer.reverseBytes(source.getInt(position));
            int claimed = Integer.reverseBytes(source.getInt(position + Integer.BYTES));
            if (crc != Framing.crc32(target.buffer(), size, inflated) || claimed != inflated) {
                throw new DecompressionException("a gzip trailer with another checksum or size");
            }
            position += Framing.GZIP_TRAILER_BYTES;
            size += inflated;
        }
        return size;
    }

    /** Inflates one deflated stream behind what is there; leaves the source's position after the stream. */
    private int inflate(ByteBuffer source, int usedBytes) throws DataFormatException, DecompressionException {
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        Inflater stream = inflater;
        stream.reset();
        stream.setInput(source);
        int size = usedBytes;
        long guess = Math.min(RATIO_GUESS * source.remaining(), target.bytesMax() - usedBytes);
        while (!stream.finished()) {
            if (!target.reserve(size, Math.max(1, guess))) {
                throw new DecompressionException("more");
            }
            guess = 1;
            ByteBuffer room = target.buffer();
            int inflated = stream.inflate(room.slice(size, room.capacity() - size));
            size += inflated;
            if (inflated == 0 && !stream.finished()) {
                throw new DecompressionException("a deflated stream without its end");
            }
        }
        return size - usedBytes;
    }

    private int unzstd(ByteBuffer source, int from, int sizeBytes) throws DecompressionException {
        long claimed = Zstd.getDirectByteBufferFrameContentSize(source, from, sizeBytes);
        if (claimed > (sizeBytes / ZSTD_BLOCK_BYTES_MIN + 1L) * ZSTD_BLOCK_YIELD_MAX) {
            throw new DecompressionException("a zstd frame that claims " + claimed + ", more than its bytes can yield");
        }
        long guess = claimed > 0 ? claimed : Math.min(RATIO_GUESS * sizeBytes, target.bytesMax());
        while (true) {
            if (!target.reserve(0, guess)) {
                throw new DecompressionException("more");
            }
            try {
                ByteBuffer room = target.buffer();
                return zstd().decompressDirectByteBuffer(room, 0, room.capacity(), source, from, sizeBytes);
            } catch (ZstdException fault) {
                if (fault.getErrorCode() != Zstd.errDstSizeTooSmall()) {
                    throw fault;
                }
            }
            if (target.buffer().capacity() == target.bytesMax()) {
                throw new DecompressionException("more");
            }
            guess = Math.min(target.bytesMax(), 2L * target.buffer().capacity());
        }
    }

    private int unsnap(ByteBuffer source, int from, int end) throws IOException, DecompressionException {
        if (end - from < Long.BYTES || source.getLong(from) != Framing.XERIAL_MAGIC) {
            return unsnapBlock(source, from, end - from, 0); // some clients send one raw block without the framing
        }
        int position = Framing.xerialHeaderEnd(from, end);
        int size = 0;
        while (position < end) {
            if (end - position >= Long.BYTES && source.getLong(position) == Framing.XERIAL_MAGIC) {
                position = Framing.xerialHeaderEnd(position, end);
                continue;
            }
            int blockBytes = end - position < Integer.BYTES ? -1 : source.getInt(position);
            position += Integer.BYTES;
            if (blockBytes < 0 || blockBytes > end - position) {
                throw new DecompressionException("a snappy block whose length passes the end");
            }
            size += unsnapBlock(source, position, blockBytes, size);
            position += blockBytes;
        }
        return size;
    }

    private int unsnapBlock(ByteBuffer source, int from, int blockBytes, int usedBytes)
            throws IOException, DecompressionException {
        int claimed = Snappy.uncompressedLength(source.slice(from, blockBytes));
        boolean isPossible = claimed >= 0 && claimed <= (blockBytes + 1L) * SNAPPY_YIELD_MAX;
        if (!isPossible || !target.reserve(usedBytes, claimed)) {
            throw new DecompressionException(
                    "a snappy block that claims " + Integer.toUnsignedString(claimed) + " more");
        }
        return Snappy.uncompress(source.slice(from, blockBytes), target.buffer().slice(usedBytes, claimed));
    }

    private ZstdDecompressCtx zstd() {
        if (zstd == null) {
            zstd = new ZstdDecompressCtx();
        }
        return zstd;
    }

    private Lz4FrameDecoder lz4() {
        if (lz4 == null) {
            lz4 = new Lz4FrameDecoder();
        }
        return lz4;
    }
}
