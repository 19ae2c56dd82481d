package io.varve.batch;

import static io.varve.batch.BatchLayout.HEADER_BYTES;
import static io.varve.batch.BatchLayout.LENGTH_OVERHEAD_BYTES;

import io.varve.error.RecordTooLargeException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches out of records in memory of its own, compressed if wished; reusable, one thread at a time.
 *
 * <p>Its memory is direct, grows by doubling up to the given bound, and is kept for the next batch: at most twice the
 * bound, once for the records and once for their compressed form. Closing it frees what its compressors hold outside
 * the heap.
 */
public final class BatchEncoder implements AutoCloseable {

    private static final int SCRATCH_BYTES_FIRST = 64 * 1024;

    private final int batchBytesMax;
    private final OpenBatch open = new OpenBatch();
    private final Compressor compressor = new Compressor();
    private ByteBuffer scratch;
    private ByteBuffer scratchView;
    private Compression compression = Compression.NONE;

    /**
     * Makes an encoder.
     *
     * @param batchBytesMax bound on a batch before compression, header included, at least
     *     {@link BatchLayout#HEADER_BYTES}
     */
    public BatchEncoder(int batchBytesMax) {
        if (batchBytesMax < HEADER_BYTES) {
            throw new IllegalArgumentException("a batch has at least " + HEADER_BYTES + " bytes, not " + batchBytesMax);
        }
        this.batchBytesMax = batchBytesMax;
        this.scratch = ByteBuffer.allocateDirect(Math.min(SCRATCH_BYTES_FIRST, batchBytesMax));
        this.scratchView = scratch.duplicate();
    }

    /** Begins a batch without an idempotent producer; what was begun before and not finished is forgotten. */
    public void start(Compression batchCompression, TimestampType timestampType) {
        start(batchCompression, timestampType, BatchProducer.NONE);
    }

    /** Begins a batch of an idempotent producer; what was begun before and not finished is forgotten. */
    public void start(Compression batchCompression, TimestampType timestampType, BatchProducer producer) {
        compression = batchCompression;
        open.start(scratch, 0, 0L, BatchLayout.NO_LEADER_EPOCH, timestampType);
        open.attribute(producer, 0);
    }

    /**
     * Adds a record; its bytes are copied.
     *
     * @param key the key or null
     * @param value the value or null
     * @param timestampMs its time, in ms since 1970
     * @param headers its headers, in order
     * @throws RecordTooLargeException if the batch would exceed the encoder's bound; no memory was taken for it, and
     *     the batch stands as it was before
     * @throws IllegalStateException if no batch was started
     */
    public void add(byte @Nullable [] key, byte @Nullable [] value, long timestampMs, List<Header> headers) {
        if (!open.add(key, value, timestampMs, headers, scratch.capacity())) {
            grow(open.sizeBytes() + open.recordBytes(key, value, timestampMs, headers));
            open.add(key, value, timestampMs, headers, scratch.capacity());
        }
    }

    /** Bytes of the batch so far, header included, before compression. */
    public int sizeBytes() {
        return open.sizeBytes();
    }

    /** Records so far. */
    public int recordCount() {
        return open.recordCount();
    }

    /** Bytes of direct memory that it has grown to and keeps, for pools that weigh what they keep. */
    public long retainedBytes() {
        return (long) scratch.capacity() + compressor.retainedBytes();
    }

    /**
     * Ends the batch. Where compression would not make it smaller it is stored uncompressed, as its attributes then
     * say.
     *
     * @return the batch from position 0 to its limit, with base offset 0 and no leader epoch; a writable view of this
     *     encoder's memory, valid until the next start
     * @throws IllegalStateException if no batch was started or it is empty
     */
    public ByteBuffer finish() {
        open.writeHeader();
        ByteBuffer batch = scratchView.clear().limit(open.sizeBytes());
        if (compression.codec() != Codec.NONE) {
            ByteBuffer compressed = compressor.compress(compression, batch, HEADER_BYTES);
            batch = compressed == null ? batch : withHeader(batch, compressed);
        }
        BatchHeader.stampCrc(batch, 0);
        return batch;
    }

    /** Frees what the compressors hold; the encoder can go on to be used, and then holds it again. */
    @Override
    public void close() {
        open.abandon();
        compressor.close();
    }

    /** Completes a compressed batch, in whose first bytes there is room for its header. */
    private ByteBuffer withHeader(ByteBuffer uncompressed, ByteBuffer compressed) {
        int attributes = BatchHeader.attributes(uncompressed, 0) | BatchHeader.codecNumber(compression.codec());
        compressed.put(0, uncompressed, 0, HEADER_BYTES);
        compressed.putInt(BatchLayout.LENGTH, compressed.limit() - LENGTH_OVERHEAD_BYTES);
        compressed.putShort(BatchLayout.ATTRIBUTES, (short) attributes);
        return compressed;
    }

    private void grow(long neededBytes) {
        if (neededBytes > batchBytesMax) {
            throw new RecordTooLargeException(neededBytes, batchBytesMax);
        }
        int capacity = (int) Math.min(batchBytesMax, Math.max(neededBytes, 2L * scratch.capacity()));
        ByteBuffer larger = ByteBuffer.allocateDirect(capacity);
        larger.put(0, scratch, 0, open.sizeBytes());
        open.moveTo(larger);
        scratch = larger;
        scratchView = larger.duplicate();
    }
}
