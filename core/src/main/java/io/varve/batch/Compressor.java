package io.varve.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * Compresses the records of one batch after another into memory of its own, the way Kafka's producer does: block sizes,
 * flags and framing are the same; one thread. It gives up as soon as the result would not be smaller.
 */
final class Compressor implements AutoCloseable {

    /** Room that a block compressor may ask for beyond the size of its input, for the largest block used. */
    private static final int SLACK_BYTES = 2 * Framing.LZ4_BLOCK_BYTES;

    private static final int GAVE_UP = -1;

    private final Scratch target = new Scratch(Integer.MAX_VALUE);
    private @Nullable Deflater deflater;
    private @Nullable ZstdCompressCtx zstd;
    private @Nullable LZ4Compressor lz4;
    private int lz4Level;

    /** Makes one that holds nothing yet. */
    Compressor() {}

    /**
     * Compresses what lies in a direct buffer from a position to its limit.
     *
     * @return a buffer with the result at the same position and up to its limit, valid until the next call, its first
     *     bytes undefined; or null if the result would not be smaller
     */
    @Nullable
    ByteBuffer compress(Compression compression, ByteBuffer batch, int from) {
        target.reserve(0, Math.min(Integer.MAX_VALUE, batch.limit() + (long) SLACK_BYTES));
        int end = switch (compression.codec()) {
            case NONE -> GAVE_UP;
            case GZIP -> gzip(compression.level(), batch, from);
            case SNAPPY -> snap(batch, from);
            case LZ4 -> lz4(lz4(compression.level()), batch, from);
            case ZSTD -> zstd(compression.level(), batch, from);
        };
        return end == GAVE_UP || end >= batch.limit()
                ? null
                : target.buffer().duplicate().limit(end);
    }

    /** Bytes of direct memory that it has grown to and keeps. */
    int retainedBytes() {
        return target.buffer().capacity();
    }

    /** Frees the native memory of the compressors; they are made again when needed. */
    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
        if (zstd != null) {
            zstd.close();
            zstd = null;
        }
    }

    private int gzip(int level, ByteBuffer batch, int from) {
        if (deflater == null) {
            deflater = new Deflater(level, true);
        }
        Deflater stream = deflater;
        stream.reset();
        stream.setLevel(level);
        ByteBuffer out = target.buffer();
        out.putLong(from, (long) Framing.GZIP_MAGIC << 40);
        out.putShort(from + Long.BYTES, Framing.GZIP_NO_HINT_UNKNOWN_SYSTEM);
        int deflatedAt = from + Framing.GZIP_HEADER_BYTES;
        int sizeBytes = batch.limit() - from;
        int roomBytes = batch.limit() - deflatedAt - Framing.GZIP_TRAILER_BYTES;
        if (roomBytes <= 0) {
            return GAVE_UP;
        }
        stream.setInput(batch.slice(from, sizeBytes));
        stream.finish();
        int deflatedBytes = stream.deflate(out.slice(deflatedAt, roomBytes));
        if (!stream.finished()) {
            return GAVE_UP;
        }
        int trailerAt = deflatedAt + deflatedBytes;
        out.putInt(trailerAt, Integer.reverseBytes(Framing.crc32(batch, from, sizeBytes)));
        out.putInt(trailerAt + Integer.BYTES, Integer.reverseBytes(sizeBytes));
        return trailerAt + Framing.GZIP_TRAILER_BYTES;
    }

    private int snap(ByteBuffer batch, int from) {
        ByteBuffer out = target.buffer();
        out.putLong(from, Framing.XERIAL_MAGIC);
        out.putInt(from + Long.BYTES, Framing.XERIAL_VERSION);
        out.putInt(from + Long.BYTES + Integer.BYTES, Framing.XERIAL_VERSION);
        int next = from + Framing.XERIAL_HEADER_BYTES;
        int rawBytes;
        for (int position = from; position < batch.limit(); position += rawBytes) {
            rawBytes = Math.min(Framing.XERIAL_BLOCK_BYTES, batch.limit() - position);
            int blockAt = next + Integer.BYTES;
            if (out.capacity() - blockAt < Snappy.maxCompressedLength(rawBytes)) {
                return GAVE_UP;
            }
            try {
                ByteBuffer room = out.slice(blockAt, out.capacity() - blockAt);
                int blockBytes = Snappy.compress(batch.slice(position, rawBytes), room);
                out.putInt(next, blockBytes);
                next = blockAt + blockBytes;
            } catch (IOException fault) {
                throw new UncheckedIOException("snappy refused to compress " + rawBytes + " bytes", fault);
            }
        }
        return next;
    }

    private int lz4(LZ4Compressor blocks, ByteBuffer batch, int from) {
        ByteBuffer out = target.buffer();
        out.putInt(from, Integer.reverseBytes(Framing.LZ4_MAGIC));
        int descriptorAt = from + Integer.BYTES;
        out.put(descriptorAt, (byte) Framing.LZ4_FLAGS);
        out.put(descriptorAt + 1, (byte) (Framing.LZ4_BLOCK_SIZE_NUMBER << 4));
        out.put(descriptorAt + 2, Framing.lz4HeaderChecksum(out, descriptorAt, 2));
        int next = descriptorAt + 3;
        int rawBytes;
        for (int position = from; position < batch.limit(); position += rawBytes) {
            rawBytes = Math.min(Framing.LZ4_BLOCK_BYTES, batch.limit() - position);
            int blockAt = next + Integer.BYTES;
            int roomBytes = blocks.maxCompressedLength(rawBytes);
            if (out.capacity() - blockAt - Integer.BYTES < roomBytes) {
                return GAVE_UP;
            }
            int blockBytes = blocks.compress(batch, position, rawBytes, out, blockAt, roomBytes);
            int word = blockBytes;
            if (blockBytes >= rawBytes) {
                out.put(blockAt, batch, position, rawBytes);
                blockBytes = rawBytes;
                word = rawBytes | Framing.LZ4_STORED_BIT;
            }
            out.putInt(next, Integer.reverseBytes(word));
            next = blockAt + blockBytes;
        }
        out.putInt(next, 0);
        return next + Integer.BYTES;
    }

    private int zstd(int level, ByteBuffer batch, int from) {
        if (zstd == null) {
            zstd = new ZstdCompressCtx();
        }
        int sizeBytes = batch.limit() - from;
        try {
            zstd.setLevel(level);
            return from + zstd.compressDirectByteBuffer(target.buffer(), from, sizeBytes, batch, from, sizeBytes);
        } catch (ZstdException fault) {
            if (fault.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return GAVE_UP;
            }
            throw fault;
        }
    }

    /** Kafka's reading of the levels: its default stands for the fast compressor, all others for the thorough one. */
    private LZ4Compressor lz4(int level) {
        if (lz4 == null || lz4Level != level) {
            LZ4Factory factory = LZ4Factory.fastestInstance();
            boolean isFast = level == Compression.of(Codec.LZ4).level();
            lz4 = isFast ? factory.fastCompressor() : factory.highCompressor(level);
            lz4Level = level;
        }
        return lz4;
    }
}
