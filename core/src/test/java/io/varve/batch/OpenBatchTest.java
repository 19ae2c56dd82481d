package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OpenBatchTest {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private final OpenBatch open = new OpenBatch();

    @Test
    void growsIntoTheBytesThatTheEncoderMakes() {
        for (long seed = 1; seed <= 30; seed++) {
            List<NewRecord> records = Batches.randomRecords(new SplittableRandom(seed), 100, 500);
            open.start(buffer, 13, 1_000L, 4, TimestampType.CREATE_TIME);
            records.forEach(record -> assertTrue(add(record, buffer.capacity())));
            assertEquals(1_100L, open.nextOffset());
            open.seal();
            ByteBuffer expected = Batches.encode(Compression.NONE, records);
            BatchHeader.assign(expected, 0, 1_000L, 4);
            assertEquals(expected, buffer.slice(13, open.sizeBytes()), "seed " + seed);
        }
    }

    @Test
    void isNoBatchUntilItIsSealed() {
        List<NewRecord> records = Batches.randomRecords(new SplittableRandom(1), 10, 100);
        records.forEach(record -> {
            start();
            add(record, buffer.capacity());
            open.seal();
            assertTrue(BatchCheck.isWhole(buffer, 0, buffer.capacity()));
            start();
            assertInstanceOf(BatchCheck.Damaged.class, BatchCheck.of(buffer, 0, buffer.capacity()));
        });
    }

    @Test
    void aRecordThatDoesNotFitChangesNothing() {
        NewRecord first = new NewRecord(new byte[3], new byte[50], 7L, List.of(new Header("größe", new byte[5])));
        NewRecord second = new NewRecord(null, new byte[80], 9L, List.of());
        start();
        assertTrue(add(first, buffer.capacity()));
        int sizeBytes = open.sizeBytes();
        int neededBytes = (int) open.recordBytes(second.key(), second.value(), second.timestampMs(), second.headers());
        ByteBuffer before = Batches.copy(buffer);
        for (int limit = 0; limit < sizeBytes + neededBytes; limit++) {
            assertFalse(add(second, limit), "limit " + limit);
        }
        assertEquals(before, buffer);
        assertEquals(sizeBytes, open.sizeBytes());
        assertEquals(1, open.recordCount());
        assertEquals(7L, open.maxTimestampMs());
        assertTrue(add(second, sizeBytes + neededBytes));
        open.seal();
        assertEquals(List.of(first, second), Batches.decode(buffer, 0));
    }

    @Test
    void theEndOfTheBufferIsALimitToo() {
        ByteBuffer small = ByteBuffer.allocateDirect(BatchLayout.HEADER_BYTES + 20);
        open.start(small, 0, 0L, 0, TimestampType.CREATE_TIME);
        assertFalse(open.tryAdd(null, new byte[14], 0L, List.of(), Integer.MAX_VALUE));
        assertTrue(open.tryAdd(null, new byte[13], 0L, List.of(), Integer.MAX_VALUE));
        assertEquals(small.capacity(), open.sizeBytes());
    }

    @Test
    void timestampsOfAnySpanComeBack() {
        long[] timestamps = {0, Long.MAX_VALUE, -1, Long.MIN_VALUE, 5, 64, 8_000, Integer.MAX_VALUE};
        start();
        for (long timestampMs : timestamps) {
            assertTrue(add(new NewRecord(null, null, timestampMs, List.of()), buffer.capacity()));
        }
        open.seal();
        List<Long> decoded =
                Batches.decode(buffer, 0).stream().map(NewRecord::timestampMs).toList();
        assertEquals(java.util.Arrays.stream(timestamps).boxed().toList(), decoded);
        assertEquals(Long.MAX_VALUE, BatchHeader.maxTimestampMs(buffer, 0));
    }

    @Test
    void recordsOfOneAppendTimeShareABatchAndOthersDoNot() {
        open.start(buffer, 0, 0L, 0, TimestampType.LOG_APPEND_TIME);
        assertTrue(open.tryAdd(null, new byte[1], 50L, List.of(), buffer.capacity()));
        assertTrue(open.tryAdd(null, new byte[2], 50L, List.of(), buffer.capacity()));
        assertFalse(open.tryAdd(null, new byte[3], 51L, List.of(), buffer.capacity()));
        open.seal();
        assertEquals(TimestampType.LOG_APPEND_TIME, BatchHeader.timestampType(buffer, 0));
        assertEquals(
                List.of(50L, 50L),
                Batches.decode(buffer, 0).stream().map(NewRecord::timestampMs).toList());
    }

    @Test
    void onlyAnOpenBatchTakesRecordsAndOnlyAFilledOneIsSealed() {
        assertFalse(open.isOpen());
        assertThrows(IllegalStateException.class, () -> add(NewRecord.of(new byte[1]), buffer.capacity()));
        start();
        assertTrue(open.isOpen());
        assertThrows(IllegalStateException.class, open::seal);
        add(NewRecord.of(new byte[1]), buffer.capacity());
        open.seal();
        assertFalse(open.isOpen());
        assertThrows(IllegalStateException.class, open::seal);
    }

    @Test
    void varintsTakeTheBytesThatAreForetold() {
        SplittableRandom random = new SplittableRandom(2);
        VarintReader reader = new VarintReader();
        for (int round = 0; round < 20_000; round++) {
            long value = random.nextLong() >> random.nextInt(64);
            int end = Varint.put(buffer, 5, value);
            assertEquals(Varint.bytes(value), end - 5, Long.toString(value));
            reader.place(buffer, 5, end);
            assertEquals(value, reader.varlong());
            assertEquals(end, reader.position());
            int narrow = (int) value >> random.nextInt(32);
            end = Varint.put(buffer, 5, narrow);
            assertEquals(Varint.bytes(narrow), end - 5, Integer.toString(narrow));
            reader.place(buffer, 5, end);
            assertEquals(narrow, reader.varint());
            assertEquals(end, reader.position());
        }
    }

    private void start() {
        open.start(buffer, 0, 0L, 0, TimestampType.CREATE_TIME);
    }

    private boolean add(NewRecord record, int limit) {
        return open.tryAdd(record.key(), record.value(), record.timestampMs(), record.headers(), limit);
    }
}
