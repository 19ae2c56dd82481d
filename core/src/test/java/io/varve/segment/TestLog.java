package io.varve.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The batches that a segment should hold, in order, and what lookups in it must answer by looking at all of them. */
final class TestLog {

    private static final int READ_BYTES = 600;

    private final long baseOffset;
    private final List<TestBatch> batches = new ArrayList<>();
    private int sizeBytes;
    private long nextOffset;

    TestLog(long baseOffset) {
        this.baseOffset = baseOffset;
        this.nextOffset = baseOffset;
    }

    /** A log of random batches; offsets have gaps now and then, as compaction leaves them. */
    static TestLog random(Random random, long baseOffset, int batchCount, int batchBytesMax) {
        TestLog log = new TestLog(baseOffset);
        for (int count = 0; count < batchCount; count++) {
            long gap = random.nextInt(10) == 0 ? random.nextInt(5) : 0;
            log.add(TestBatch.random(random, log.nextOffset + gap, batchBytesMax, 10_000 + count * 7L));
        }
        return log;
    }

    void add(TestBatch batch) {
        batches.add(batch);
        sizeBytes += batch.sizeBytes();
        nextOffset = batch.lastOffset() + 1;
    }

    List<TestBatch> batches() {
        return batches;
    }

    long baseOffset() {
        return baseOffset;
    }

    long nextOffset() {
        return nextOffset;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    long maxTimestampMs() {
        return batches.stream().mapToLong(TestBatch::maxTimestampMs).max().orElse(-1);
    }

    /** The batches whose bytes end at or before a position. */
    TestLog prefix(int bytes) {
        TestLog prefix = new TestLog(baseOffset);
        for (TestBatch batch : batches) {
            if (prefix.sizeBytes + batch.sizeBytes() > bytes) {
                break;
            }
            prefix.add(batch);
        }
        return prefix;
    }

    ByteBuffer bytes() {
        return run(0, batches.size());
    }

    /** The bytes of some batches, in direct memory and not at its beginning. */
    ByteBuffer run(int from, int to) {
        int bytes = batches.subList(from, to).stream()
                .mapToInt(TestBatch::sizeBytes)
                .sum();
        ByteBuffer run = ByteBuffer.allocateDirect(bytes);
        batches.subList(from, to).forEach(batch -> run.put(batch.bytes()));
        return run.flip();
    }

    /** Appends all batches in runs of a random count. */
    void appendTo(Segment segment, Random random) {
        int from = 0;
        while (from < batches.size()) {
            int to = Math.min(batches.size(), from + 1 + random.nextInt(8));
            ByteBuffer run = run(from, to);
            segment.append(run, 0, run.limit());
            from = to;
        }
    }

    /** Where the first batch that ends at or after an offset begins; the log's end where there is none. */
    int positionOf(long offset) {
        int position = 0;
        for (TestBatch batch : batches) {
            if (batch.lastOffset() >= offset) {
                return position;
            }
            position += batch.sizeBytes();
        }
        return position;
    }

    boolean isBorder(int positionBytes) {
        int position = 0;
        for (TestBatch batch : batches) {
            if (position == positionBytes) {
                return true;
            }
            position += batch.sizeBytes();
        }
        return position == positionBytes;
    }

    /** Asks a segment for every offset and for every timestamp around those it holds. */
    void assertHeldBy(Segment segment) {
        assertEquals(sizeBytes, segment.end().sizeBytes());
        assertEquals(nextOffset, segment.end().nextOffset());
        assertEquals(maxTimestampMs(), segment.maxTimestampMs());
        for (long offset = baseOffset; offset <= nextOffset; offset++) {
            assertFound(segment, offset);
        }
        for (TestBatch batch : batches) {
            for (long target = batch.maxTimestampMs() - 1; target <= batch.maxTimestampMs() + 1; target++) {
                assertFloor(segment, target);
            }
        }
    }

    private void assertFound(Segment segment, long offset) {
        ByteBuffer target = ByteBuffer.allocate(READ_BYTES);
        int start = segment.readFrom(offset, target);
        assertTrue(isBorder(start), () -> "offset " + offset + " read from " + start + ", no batch begins there");
        int found = start;
        while (found < sizeBytes) {
            ByteBuffer header = ByteBuffer.allocate(BatchLayout.HEADER_BYTES);
            segment.read(found, header);
            if (BatchHeader.lastOffset(header, 0) >= offset) {
                break;
            }
            found += BatchHeader.sizeBytes(header, 0);
        }
        assertEquals(positionOf(offset), found, () -> "offset " + offset + " read from " + start);
    }

    private void assertFloor(Segment segment, long targetMs) {
        long floor = segment.offsetFloorForTimestamp(targetMs);
        for (TestBatch batch : batches) {
            assertTrue(
                    batch.baseOffset() > floor || batch.maxTimestampMs() < targetMs,
                    () -> "floor " + floor + " of " + targetMs + " ms leaves out " + batch);
        }
    }

    /** Reads all of a segment and holds it against the batches. */
    void assertBytesOf(Segment segment) {
        ByteBuffer all = ByteBuffer.allocate(sizeBytes + 100);
        assertEquals(sizeBytes, segment.read(0, all));
        assertEquals(bytes(), all.flip());
        int position = 0;
        while (position < sizeBytes) {
            assertTrue(BatchCheck.isWhole(all, position, all.limit()));
            position += BatchHeader.sizeBytes(all, position);
        }
    }
}
