package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchRecordsTest {

    @ParameterizedTest
    @EnumSource(Codec.class)
    void skippingFindsTheRecordAtOrAfterAnOffset(Codec codec) {
        List<NewRecord> stored = Batches.randomRecords(new SplittableRandom(1), 30, 50);
        ByteBuffer batch = Batches.encode(Compression.of(codec), stored);
        BatchHeader.assign(batch, 0, 100L, 0);
        try (BatchRecords records = new BatchRecords(1 << 20)) {
            for (long offset = 90; offset < 130; offset++) {
                records.open(batch, 0);
                assertTrue(records.skipTo(offset));
                assertTrue(records.skipTo(offset), "a second skip to the same place stays there");
                for (long expected = Math.max(100, offset); expected < 130; expected++) {
                    assertTrue(records.next());
                    assertEquals(expected, records.record().offset());
                    assertEquals(stored.get((int) expected - 100), Batches.plain(records.record()));
                }
                assertFalse(records.next());
            }
            records.open(batch, 0);
            assertFalse(records.skipTo(130));
            assertFalse(records.next());
        }
    }

    @Test
    void copiesOutliveTheReader() {
        List<NewRecord> stored = Batches.randomRecords(new SplittableRandom(2), 100, 300);
        ByteBuffer batch = Batches.encode(Compression.of(Codec.GZIP), stored);
        List<Record> copies = new ArrayList<>();
        try (BatchRecords records = new BatchRecords(1 << 20)) {
            records.open(batch, 0);
            while (records.next()) {
                copies.add(records.record().copy());
            }
            records.open(Batches.sample(Codec.ZSTD), 0);
        }
        assertEquals(stored, copies.stream().map(Batches::plain).toList());
        assertEquals(
                stored, copies.stream().map(Record::copy).map(Batches::plain).toList());
        assertEquals(41L, copies.get(41).offset());
    }

    @Test
    void nullAndEmptyAreToldApart() {
        ByteBuffer batch = Batches.encode(
                Compression.NONE,
                List.of(
                        new NewRecord(
                                null, new byte[0], 1L, List.of(new Header("", null), new Header("", new byte[0]))),
                        new NewRecord(new byte[0], null, 2L, List.of())));
        try (BatchRecords records = new BatchRecords(0)) {
            records.open(batch, 0);
            assertTrue(records.next());
            RecordView record = records.record();
            assertFalse(record.hasKey());
            assertNull(record.key());
            assertEquals(0, record.keyBytes());
            assertTrue(record.hasValue());
            assertEquals(0, record.valueBytes());
            assertEquals(ByteBuffer.allocate(0), record.value());
            assertEquals(List.of(new Header("", null), new Header("", new byte[0])), record.headers());
            assertTrue(records.next());
            assertTrue(record.hasKey());
            assertNull(record.valueArray());
            assertEquals(0, record.headerCount());
        }
    }

    @Test
    void viewsAreReadOnlyAndMoveAlong() {
        try (BatchRecords records = new BatchRecords(1 << 20)) {
            records.open(Batches.sample(Codec.LZ4), 0);
            records.next();
            ByteBuffer key = records.record().key();
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), key);
            assertTrue(key != null && key.isReadOnly() && key.remaining() == 3);
            assertTrue(records.next());
            assertSame(key, records.record().hasKey() ? records.record().key() : key);
        }
    }

    @Test
    void aReaderWithoutABatchHasNoRecords() {
        BatchRecords records = new BatchRecords(10);
        assertFalse(records.next());
        records.open(Batches.sample(Codec.NONE), 0);
        records.close();
        assertFalse(records.next());
    }

    @Test
    void aReaderThatWasClosedReadsOn() {
        BatchRecords records = new BatchRecords(1 << 20);
        for (Codec codec : Codec.values()) {
            records.open(Batches.sample(codec), 0);
            assertTrue(records.next());
            records.close();
            records.open(Batches.sample(codec), 0);
            assertTrue(records.next());
            records.close();
        }
    }
}
