package io.varve.segment;

import io.varve.batch.BatchLayout;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * A batch as a segment sees it: a true header, a right CRC, and bytes that stand for records.
 *
 * @param baseOffset offset of its first record
 * @param lastOffset offset of its last record
 * @param sizeBytes its size, header included
 * @param maxTimestampMs its largest timestamp
 */
record TestBatch(long baseOffset, long lastOffset, int sizeBytes, long maxTimestampMs) {

    /** A batch at an offset with a random size, up to four records and a timestamp that may run backwards. */
    static TestBatch random(Random random, long baseOffset, int sizeBytesMax, long nowMs) {
        int size = BatchLayout.HEADER_BYTES + random.nextInt(sizeBytesMax - BatchLayout.HEADER_BYTES);
        return new TestBatch(baseOffset, baseOffset + random.nextInt(4), size, nowMs + random.nextInt(400) - 200);
    }

    /** Its bytes; the same batch always has the same. */
    ByteBuffer bytes() {
        byte[] content = new byte[sizeBytes];
        new Random(baseOffset * 31 + sizeBytes).nextBytes(content);
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int delta = (int) (lastOffset - baseOffset);
        buffer.putLong(BatchLayout.BASE_OFFSET, baseOffset);
        buffer.putInt(BatchLayout.LENGTH, sizeBytes - BatchLayout.LENGTH_OVERHEAD_BYTES);
        buffer.putInt(BatchLayout.LEADER_EPOCH, 0);
        buffer.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        buffer.putShort(BatchLayout.ATTRIBUTES, (short) 0);
        buffer.putInt(BatchLayout.LAST_OFFSET_DELTA, delta);
        buffer.putLong(BatchLayout.BASE_TIMESTAMP, maxTimestampMs);
        buffer.putLong(BatchLayout.MAX_TIMESTAMP, maxTimestampMs);
        buffer.putLong(BatchLayout.PRODUCER_ID, BatchLayout.NO_PRODUCER_ID);
        buffer.putShort(BatchLayout.PRODUCER_EPOCH, BatchLayout.NO_PRODUCER_EPOCH);
        buffer.putInt(BatchLayout.BASE_SEQUENCE, BatchLayout.NO_SEQUENCE);
        buffer.putInt(BatchLayout.RECORD_COUNT, delta + 1);
        CRC32C crc = new CRC32C();
        crc.update(content, BatchLayout.ATTRIBUTES, sizeBytes - BatchLayout.ATTRIBUTES);
        buffer.putInt(BatchLayout.CRC, (int) crc.getValue());
        return buffer;
    }

    NextBatch next() {
        return new NextBatch(lastOffset, sizeBytes, maxTimestampMs);
    }
}
