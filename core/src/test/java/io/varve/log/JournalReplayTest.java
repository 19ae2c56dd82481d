package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.io.DiskFile;
import io.varve.record.Durability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs whose newest batches only the journal holds, and what becomes of them after the death of the process. */
class JournalReplayTest {

    private static final String LARGE = "l".repeat(300 << 10);

    private final TestStore store = new TestStore();
    private final List<String> acknowledged = new ArrayList<>();

    private PartitionLog open(int segmentBytes) {
        PartitionLog log = store.open("a", TestStore.config(Durability.DISK, segmentBytes));
        store.logs.opened();
        return log;
    }

    private PartitionLog reopen(int segmentBytes) {
        store.reopen();
        return open(segmentBytes);
    }

    private void append(PartitionLog log, String value) {
        TestStore.append(log, value, Durability.DISK);
        acknowledged.add(value);
    }

    private byte[] content(Path path) {
        try (DiskFile file = store.disk.openRead(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return bytes.array();
        }
    }

    private void put(Path path, byte[] bytes) {
        if (store.disk.exists(path)) {
            store.disk.delete(path);
        }
        try (DiskFile file = store.disk.create(path, bytes.length)) {
            file.writeFully(0, ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void allThatWasAcknowledgedComesBackWithoutASpill() {
        for (int count = 1; count < 30; count += 7) {
            TestStore fresh = new TestStore();
            PartitionLog log = fresh.open("a", TestStore.config(Durability.DISK, 1_000));
            fresh.logs.opened();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                TestStore.append(log, "value " + i, Durability.DISK);
                values.add("value " + i);
            }
            log.append(TestStore.record("not committed"), TestStore.ANY);
            assertEquals(0, content(fresh, fresh.file("a", 0, ".log")), "the spill stands still");
            fresh.reopen();
            PartitionLog again = fresh.open("a", TestStore.config(Durability.DISK, 1_000));
            fresh.logs.opened();
            assertEquals(values, TestStore.read(again, 0));
            assertEquals(count, again.durableEndOffset());
            TestStore.append(again, "goes on", Durability.DISK);
            fresh.reopen();
            fresh.open("a", TestStore.config(Durability.DISK, 1_000));
            fresh.logs.opened();
            fresh.logs.close();
            fresh.reopen();
            values.add("goes on");
            assertEquals(values, TestStore.read(fresh.open("a", Durability.DISK), 0));
        }
    }

    private static int content(TestStore store, Path path) {
        try (DiskFile file = store.disk.openRead(path)) {
            return (int) file.sizeBytes();
        }
    }

    /** While the journal holds the batches, whatever a crash made of the segment is repaired. */
    @Test
    void aSegmentThatTheJournalHoldsIsRepairedWhateverBecameOfIt() {
        PartitionLog log = open(1 << 20);
        for (int i = 0; i < 5; i++) {
            append(log, "value " + i);
        }
        log.commit(log.endOffset(), Durability.OS);
        Path path = store.file("a", 0, ".log");
        byte[] whole = content(path);
        for (int cut = 0; cut <= whole.length; cut++) {
            put(path, Arrays.copyOf(whole, cut));
            assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0), "cut to " + cut);
            put(path, Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length));
            assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0), "zeros from " + cut);
        }
        int last = whole.length / 5 * 4; // the base offset of the last batch is checked by nothing but the next one
        for (int at = 0; at < last; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            put(path, damaged);
            boolean isOffset = at % (whole.length / 5) < Long.BYTES; // outside of the batch's checksum
            if (isOffset) {
                assertThrows(CorruptionException.class, () -> reopen(1 << 20), "byte " + at);
                assertEquals(whole.length, content(path).length);
            } else {
                assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0), "byte " + at);
            }
        }
    }

    @Test
    void damageOfForcedBytesIsReportedAndNothingIsCut() {
        PartitionLog log = open(1 << 20);
        for (int i = 0; i < 5; i++) {
            append(log, "value " + i);
        }
        log.flush();
        append(log, "in the journal behind the forced ones");
        store.logs.checkpoint();
        append(log, "in the journal only");
        log.commit(log.endOffset(), Durability.OS);
        Path path = store.file("a", 0, ".log");
        byte[] whole = content(path);
        for (int at = 0; at < 300; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            put(path, damaged);
            try {
                assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0), "byte " + at);
            } catch (CorruptionException reported) {
                assertTrue(reported.getMessage().contains(".log"), reported::getMessage);
            }
            assertEquals(whole.length, content(path).length, "byte " + at);
        }
        put(path, Arrays.copyOf(whole, 250));
        assertThrows(CorruptionException.class, () -> reopen(1 << 20));
        assertEquals(250, content(path).length);
    }

    @Test
    void deletedRecordsStayDeletedAfterACrash() {
        for (int start = 1; start <= 12; start++) {
            TestStore fresh = new TestStore();
            PartitionLog log = fresh.open("a", TestStore.config(Durability.DISK, 300));
            fresh.logs.opened();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                TestStore.append(log, "value " + i, Durability.DISK);
                values.add("value " + i);
            }
            assertEquals(start, log.deleteBefore(start));
            TestStore.append(log, "later", Durability.DISK);
            values.add("later");
            for (int times = 0; times < 3; times++) {
                fresh.reopen();
                PartitionLog again = fresh.open("a", TestStore.config(Durability.DISK, 300));
                fresh.logs.opened();
                assertEquals(start, again.startOffset());
                assertEquals(values.subList(start, 13), TestStore.read(again, start), "from " + start);
            }
            fresh.logs.close();
        }
    }

    @Test
    void framesOfADeletedTopicAreNobodys() {
        PartitionLog gone = store.open("b", Durability.DISK);
        PartitionLog log = open(1 << 20);
        TestStore.append(gone, "of a topic that is deleted", Durability.DISK);
        append(log, "kept");
        store.discard(gone);
        assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0));
        store.logs.checkpoint();
        append(store.logs.handle(log.place().key()).orElseThrow().log(), "later");
        assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0));
        store.logs.close();
        assertEquals(List.of(), store.disk.list(store.folder.resolve("journal")));
    }

    @Test
    void largeAndSmallBatchesTakeTurns() {
        PartitionLog log = open(1 << 20);
        for (int i = 0; i < 12; i++) {
            append(log, i % 3 == 0 ? LARGE + i : "small " + i);
            if (i % 4 == 3) {
                assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0), "after " + i);
                log = store.logs.handle(log.place().key()).orElseThrow().log();
            }
        }
        store.logs.checkpoint();
        append(log, "last");
        assertEquals(acknowledged, TestStore.read(reopen(1 << 20), 0));
    }

    /** The failed log keeps what it needs of the journal, and gets it back; the others neither wait nor grow. */
    @Test
    void aFailedLogIsRepairedByTheNextOpen() {
        PartitionLog failing = store.open("b", Durability.DISK);
        PartitionLog log = open(1 << 20);
        TestStore.append(failing, "kept in the journal", Durability.DISK);
        store.disk.hook((verb, path) -> {
            if (path.toString().contains("b-0") && (verb.equals("force") || verb.equals("write"))) {
                throw TestStore.failure(path, verb);
            }
        });
        store.logs.checkpoint();
        assertThrows(StorageFailedException.class, () -> TestStore.append(failing, "refused", Durability.DISK));
        for (int i = 0; i < 400; i++) {
            append(log, "value ".repeat(i % 5 == 0 ? 1_000 : 1) + i);
            if (i % 50 == 0) {
                store.logs.checkpoint();
            }
        }
        store.logs.close(); // what the failed log was told of before is told no more
        store.disk.unhook();
        for (int times = 0; times < 2; times++) {
            store.reopen();
            PartitionLog again = store.open("b", Durability.DISK);
            assertEquals(acknowledged, TestStore.read(open(1 << 20), 0));
            assertEquals(List.of("kept in the journal"), TestStore.read(again, 0));
        }
        store.logs.close();
        assertEquals(List.of(), store.disk.list(store.folder.resolve("journal")));
    }
}
