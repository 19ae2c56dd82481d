package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What readers get. */
class ReadingTest {

    @TempDir
    private Path temporary;

    private static Partition filled(Varve varve, int count) {
        Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
        if (count > 0) {
            partition.append(IntStream.range(0, count)
                    .mapToObj(index -> StoreDisk.text("v" + index).at(1000L + index))
                    .toList());
        }
        return partition;
    }

    /** Answers RV-11: outside is an error, at the end is nothing yet. */
    @ParameterizedTest
    @EnumSource
    void outOfRangeIsAnErrorAndCaughtUpIsEmpty(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = filled(varve, 10);
            try (Cursor cursor = partition.read(10)) {
                assertFalse(cursor.next());
                assertEquals(10, cursor.position());
                partition.append(StoreDisk.text("v10"));
                assertTrue(cursor.next());
                assertEquals(11, cursor.position());
            }
            OffsetOutOfRangeException above = assertThrows(OffsetOutOfRangeException.class, () -> partition.read(12));
            assertTrue(above.getMessage().contains("12"), above::getMessage);
            partition.deleteRecordsBefore(4);
            assertThrows(OffsetOutOfRangeException.class, () -> partition.read(3));
            assertEquals("v4", StoreDisk.values(partition).getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource
    void limitsEndTheWalk(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = filled(varve, 20);
            assertEquals(
                    List.of("v3", "v4"),
                    StoreDisk.values(partition, ReadOptions.from(3).to(5)));
            assertEquals(
                    List.of("v3"),
                    StoreDisk.values(partition, ReadOptions.from(3).maxRecords(1)));
            assertEquals(
                    List.of(), StoreDisk.values(partition, ReadOptions.from(3).maxRecords(0)));
            assertEquals(
                    List.of("v3", "v4"),
                    StoreDisk.values(partition, ReadOptions.from(3).maxBytes(3)));
            assertEquals(
                    List.of("v3"),
                    StoreDisk.values(partition, ReadOptions.from(3).maxBytes(1)));
            assertEquals(
                    List.of(), StoreDisk.values(partition, ReadOptions.from(5).to(5)));
            assertEquals(
                    List.of(), StoreDisk.values(partition, ReadOptions.from(5).to(2)));
            assertEquals(
                    "v19",
                    StoreDisk.values(partition, ReadOptions.from(0).to(100)).getLast());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCursorWhoseRecordsWereDeletedSaysSo(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = filled(varve, 5);
            try (Cursor cursor = partition.read(0)) {
                partition.deleteRecordsBefore(5);
                assertThrows(OffsetOutOfRangeException.class, cursor::next);
            }
            assertEquals(5, partition.startOffset());
            assertEquals(3, partition.deleteRecordsBefore(3) - 2, "a lower start changes nothing");
            assertThrows(OffsetOutOfRangeException.class, () -> partition.deleteRecordsBefore(6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void timesAreLookedUpInOffsetOrder(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            assertEquals(Optional.empty(), partition.firstAtOrAfter(0));
            for (long timestampMs : new long[] {50, 90, 40, 90, 100}) {
                partition.append(StoreDisk.text("v").at(timestampMs));
            }
            assertEquals(Optional.of(new OffsetAndTimestamp(0, 50)), partition.firstAtOrAfter(Long.MIN_VALUE));
            assertEquals(Optional.of(new OffsetAndTimestamp(0, 50)), partition.firstAtOrAfter(45));
            assertEquals(Optional.of(new OffsetAndTimestamp(1, 90)), partition.firstAtOrAfter(51));
            assertEquals(Optional.of(new OffsetAndTimestamp(4, 100)), partition.firstAtOrAfter(91));
            assertEquals(Optional.empty(), partition.firstAtOrAfter(101));
            partition.deleteRecordsBefore(2);
            assertEquals(Optional.of(new OffsetAndTimestamp(3, 90)), partition.firstAtOrAfter(51));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPartOfARecordComesBack(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = varve.createTopic(TopicSpec.of("orders")).partition(0);
            partition.append(new NewRecord(null, null, 5, List.of()));
            partition.append(new NewRecord(new byte[0], new byte[0], 6, List.of()));
            Header one = new Header("größe", new byte[] {1});
            Header two = new Header("größe", null);
            partition.append(NewRecord.of("k", "v").with(one, two));
            List<Record> records = partition.read(0).stream().toList();
            assertFalse(records.get(0).hasKey() || records.get(0).hasValue());
            assertNull(records.get(0).key());
            assertTrue(records.get(1).hasKey() && records.get(1).hasValue());
            assertEquals(0, records.get(1).keyArray().length);
            assertEquals(List.of(one, two), records.get(2).headers());
            assertNotNull(records.get(2).value());
            assertThrows(
                    ReadOnlyBufferException.class, () -> records.get(2).value().put((byte) 0));
            assertEquals("v", StoreDisk.text(partition.recordAt(2).orElseThrow()));
            assertEquals(Optional.empty(), partition.recordAt(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsGiveCopiesThatLastAndCloseTheirCursor(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = filled(varve, 1000);
            List<Record> kept;
            Cursor cursor = partition.read(ReadOptions.from(10).maxRecords(500));
            try (Stream<Record> stream = cursor.stream()) {
                kept = stream.filter(record -> record.offset() % 2 == 0).toList();
            }
            assertThrows(ClosedException.class, () -> cursor.await(java.time.Duration.ZERO));
            assertEquals(250, kept.size());
            kept.forEach(record -> assertEquals("v" + record.offset(), StoreDisk.text(record)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedCursorIsClosed(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition partition = filled(varve, 10);
            Cursor cursor = partition.read(0);
            assertTrue(cursor.next());
            cursor.close();
            cursor.close();
            assertThrows(ClosedException.class, cursor::next);
            assertThrows(ClosedException.class, () -> cursor.await(java.time.Duration.ofSeconds(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void typedTopicsReadWhatTheyWrote(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            TypedTopic<String, Long> counts =
                    varve.createTopic(TopicSpec.of("counts")).typed(Serde.text(), Serde.longs());
            counts.append("größe", 7L);
            counts.append(null, Long.MIN_VALUE);
            counts.append("größe", null);
            counts.topic().partition(0).append(List.of(counts.record("later", 1L, 99)));
            try (Stream<TypedRecord<String, Long>> records = counts.read(0, 0)) {
                List<TypedRecord<String, Long>> read = records.toList();
                assertEquals("größe", read.get(0).key());
                assertEquals(7L, read.get(0).value());
                assertNull(read.get(1).key());
                assertEquals(Long.MIN_VALUE, read.get(1).value());
                assertNull(read.get(2).value());
                assertEquals(new TypedRecord<>(3, 99, "later", 1L), read.get(3));
            }
            byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
            assertEquals(bytes, Serde.bytes().write(bytes));
        }
    }
}
