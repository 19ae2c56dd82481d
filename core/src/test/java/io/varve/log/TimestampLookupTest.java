package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.CorruptionException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.io.DiskFile;
import io.varve.record.Durability;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Look-ups and reads while the log rolls, loses its beginning, or its files lose their ends. */
class TimestampLookupTest {

    private final TestStore store = new TestStore();

    private void append(PartitionLog log, long timestampMs, Durability durability) {
        log.commit(
                log.append(TestStore.record("v".repeat(5_000)).at(timestampMs), TestStore.ANY)
                        .endOffset(),
                durability);
    }

    /** Four sealed segments and an active one, opened anew, so that no index is in memory. */
    private PartitionLog rolled(Durability durability) {
        PartitionLog before = store.open("a", TestStore.config(durability, 6_000));
        store.logs.opened();
        for (int i = 0; i < 5; i++) {
            append(before, 100 + i, Durability.DISK);
        }
        store.logs.close();
        store.reopen();
        PartitionLog log = store.open("a", TestStore.config(durability, 6_000));
        store.logs.opened();
        return log;
    }

    /** Does a step once, when the log's first file is touched. */
    private void onFirstVerb(Runnable step) {
        AtomicBoolean done = new AtomicBoolean();
        store.disk.hook((verb, path) -> {
            if (!done.getAndSet(true)) {
                step.run();
            }
        });
    }

    @Test
    void aRollDuringTheLookUpHidesNothingThatWasVisibleBefore() {
        PartitionLog log = rolled(Durability.MEMORY);
        append(log, 500, Durability.MEMORY);
        append(log, 900, Durability.MEMORY);
        onFirstVerb(() -> log.commit(log.endOffset(), Durability.OS));
        assertEquals(Optional.of(new TimestampHit(6, 900)), log.firstAtOrAfter(900));
    }

    @Test
    void aDeletionDuringTheLookUpMovesItToTheNewStart() {
        PartitionLog log = rolled(Durability.DISK);
        onFirstVerb(() -> log.deleteBefore(3));
        assertEquals(Optional.of(new TimestampHit(3, 103)), log.firstAtOrAfter(100));
    }

    @Test
    void aReaderWhoseRecordsAreDeletedUnderItIsToldWhereTheLogBegins() {
        PartitionLog log = rolled(Durability.DISK);
        try (RecordWalk walk = log.walk(0)) {
            onFirstVerb(() -> log.deleteBefore(3));
            OffsetOutOfRangeException gone =
                    assertThrows(OffsetOutOfRangeException.class, () -> walk.next(log.visibleEndOffset()));
            assertEquals(3, gone.startOffset());
        }
    }

    @Test
    void aFileThatLosesItsEndWhileTheLogIsOpenIsDamageAndNoHang() {
        PartitionLog log = rolled(Durability.DISK);
        log.sizeBytes(); // all sizes are known now
        try (DiskFile file = store.disk.openWrite(store.file("a", 0, ".log"))) {
            file.truncate(3_000);
        }
        assertThrows(CorruptionException.class, () -> TestStore.read(log, 0));
    }

    @Test
    void timesThatJumpBackAreFoundInTheOrderOfOffsets() {
        PartitionLog log = store.open("a", TestStore.config(Durability.DISK, 6_000));
        for (long timestampMs : new long[] {50, 10, 70, 20, 60}) {
            append(log, timestampMs, Durability.DISK);
        }
        assertEquals(Optional.of(new TimestampHit(0, 50)), log.firstAtOrAfter(0));
        assertEquals(Optional.of(new TimestampHit(2, 70)), log.firstAtOrAfter(51));
        assertEquals(Optional.empty(), log.firstAtOrAfter(71));
        log.deleteBefore(3);
        assertEquals(Optional.of(new TimestampHit(4, 60)), log.firstAtOrAfter(51));
    }
}
