package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.CorruptionException;
import io.varve.error.VarveException;
import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.journal.JournalMark;
import io.varve.journal.LogKey;
import io.varve.record.Durability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static final Path FILE = Path.of("/checkpoint");

    private final MemoryDisk disk = new MemoryDisk(1 << 24);

    private static CheckpointContent content(Map<LogKey, LogMarks> marks) {
        return new CheckpointContent(Optional.of(new JournalMark(-3, 17, 19, 4)), marks);
    }

    private static CheckpointContent marks() {
        Map<LogKey, LogMarks> marks = new HashMap<>();
        marks.put(new LogKey(new UUID(1, 2), 0), new LogMarks(0, 0, 0, 0, 1, 0));
        marks.put(
                new LogKey(new UUID(3, 4), 7),
                new LogMarks(Long.MAX_VALUE - 2, Long.MAX_VALUE, 5, Integer.MAX_VALUE, 3, 1L << 40));
        return content(marks);
    }

    private byte[] content() {
        try (DiskFile file = disk.openRead(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return bytes.array();
        }
    }

    private void put(byte[] content, int sizeBytes) {
        disk.delete(FILE);
        try (DiskFile file = disk.create(FILE, sizeBytes)) {
            file.writeFully(0, ByteBuffer.wrap(content, 0, sizeBytes));
        }
    }

    @Test
    void whatIsStoredIsReadAgain() {
        assertEquals(new CheckpointContent(Optional.empty(), Map.of()), Checkpoint.read(disk, FILE));
        Checkpoint.write(disk, FILE, marks());
        assertEquals(marks(), Checkpoint.read(disk, FILE));
        Checkpoint.write(disk, FILE, content(Map.of()));
        assertEquals(content(Map.of()), Checkpoint.read(disk, FILE));
    }

    @Test
    void everyTruncationIsReported() {
        Checkpoint.write(disk, FILE, marks());
        byte[] whole = content();
        for (int size = 0; size < whole.length; size++) {
            put(whole, size);
            assertThrows(VarveException.class, () -> Checkpoint.read(disk, FILE), "cut to " + size);
        }
    }

    @Test
    void everyFlippedBitIsReported() {
        Checkpoint.write(disk, FILE, marks());
        byte[] whole = content();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            put(damaged, damaged.length);
            assertThrows(VarveException.class, () -> Checkpoint.read(disk, FILE), "bit " + bit);
        }
    }

    @Test
    void nothingIsStoredBeforeAllLogsAreKnown() {
        TestStore store = new TestStore();
        PartitionLog log = store.open("a", Durability.DISK);
        TestStore.append(log, "value", Durability.DISK);
        store.logs.close();
        store.reopen();
        store.logs.close();
        assertEquals(false, store.disk.exists(store.folder.resolve(Checkpoint.FILE)));
    }

    @Test
    void aLogThatIsDiscardedIsForgotten() {
        TestStore store = new TestStore();
        PartitionLog kept = store.open("a", Durability.DISK);
        PartitionLog gone = store.open("b", Durability.DISK);
        store.logs.opened();
        TestStore.append(kept, "value", Durability.DISK);
        TestStore.append(gone, "value", Durability.DISK);
        store.logs.checkpoint();
        assertEquals(
                2,
                Checkpoint.read(store.disk, store.folder.resolve(Checkpoint.FILE))
                        .logs()
                        .size());
        store.discard(gone);
        store.logs.close();
        Map<LogKey, LogMarks> stored = Checkpoint.read(store.disk, store.folder.resolve(Checkpoint.FILE))
                .logs();
        assertEquals(1, stored.size());
        assertNotEquals(null, stored.get(kept.place().key()));
    }

    @Test
    void aMissingSegmentIsDamageAndNoGap() {
        TestStore store = new TestStore();
        PartitionLog log = store.open("a", TestStore.config(Durability.DISK, 1_000));
        store.logs.opened();
        for (int i = 0; i < 4; i++) {
            TestStore.append(log, "v".repeat(900), Durability.DISK);
        }
        store.logs.close();
        store.disk.delete(store.file("a", 1, ".log"));
        store.reopen();
        assertThrows(CorruptionException.class, () -> store.open("a", TestStore.config(Durability.DISK, 1_000)));
        assertEquals(0, store.disk.openFiles());
    }
}
