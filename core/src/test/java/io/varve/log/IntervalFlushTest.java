package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.Durability;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a log is forced that nobody waits for. */
class IntervalFlushTest {

    private static final long NEVER = FlushInterval.NEVER;

    private final StillWorkers workers = new StillWorkers();
    private final Watermark durable = new Watermark(0);
    private final AtomicInteger asked = new AtomicInteger();
    private LogConfig config = TestStore.config(Durability.OS, 1 << 20);
    private final IntervalFlush flush = new IntervalFlush(workers, durable, () -> config, asked::incrementAndGet);

    private void set(Durability durability, long messages, long ms) {
        config = TestStore.config(durability, 1 << 20, new FlushInterval(messages, ms));
    }

    private void appended(long from, long to) {
        for (long endOffset = from + 1; endOffset <= to; endOffset++) {
            flush.appended(endOffset);
        }
    }

    @Test
    void nothingIsAskedForUnlessItIsSet() {
        appended(0, 1_000);
        assertEquals(0, asked.get());
        assertEquals(List.of(), workers.delaysNanos());
    }

    @Test
    void everySoManyRecordsOneForceIsAskedFor() {
        set(Durability.OS, 3, NEVER);
        appended(0, 2);
        assertEquals(0, asked.get());
        appended(2, 5);
        assertEquals(1, asked.get());
        assertTrue(flush.takeDue());
        assertFalse(flush.takeDue());
        durable.advance(5);
        appended(5, 7);
        assertEquals(1, asked.get());
        flush.appended(8);
        assertEquals(2, asked.get());
        assertEquals(List.of(), workers.delaysNanos());
    }

    @Test
    void recordsThatSomebodyElseMadeDurableDoNotCount() {
        set(Durability.MEMORY, 3, NEVER);
        appended(0, 2);
        durable.advance(2);
        appended(2, 4);
        assertEquals(0, asked.get());
    }

    @Test
    void theFirstRecordThatIsNotDurableStartsTheOneTimer() {
        set(Durability.MEMORY, NEVER, 250);
        appended(0, 100);
        assertEquals(List.of(TimeUnit.MILLISECONDS.toNanos(250)), workers.delaysNanos());
        assertEquals(0, asked.get());
        workers.fire();
        assertEquals(1, asked.get());
        assertTrue(flush.takeDue());
        durable.advance(100);
        assertEquals(List.of(), workers.delaysNanos());
        flush.appended(101);
        assertEquals(1, workers.fire());
        assertEquals(2, asked.get());
    }

    @Test
    void aTopicThatPromisesDiskNeedsNone() {
        set(Durability.DISK, 1, 0);
        appended(0, 100);
        assertEquals(0, asked.get());
        assertEquals(List.of(), workers.delaysNanos());
    }

    @Test
    void otherIntervalsHoldAtOnceForWhatWaitsAlready() {
        set(Durability.OS, NEVER, 60_000);
        appended(0, 10);
        set(Durability.OS, NEVER, 10);
        flush.altered(10);
        assertEquals(List.of(TimeUnit.MILLISECONDS.toNanos(10)), workers.delaysNanos());
        set(Durability.OS, 10, NEVER);
        flush.altered(10);
        assertEquals(List.of(), workers.delaysNanos());
        assertEquals(1, asked.get());
    }

    @Test
    void afterTheCloseNoTimerIsLeftOrMade() {
        set(Durability.OS, NEVER, Long.MAX_VALUE - 1);
        flush.appended(1);
        assertEquals(1, workers.delaysNanos().size());
        flush.close();
        flush.appended(2);
        assertEquals(List.of(), workers.delaysNanos());
    }

    /** The log's own part, without threads: what the spiller does when it comes. */
    @Test
    void aForceThatIsDueIsDoneWithTheNextSpill() {
        TestStore store = new TestStore();
        PartitionLog log = store.open("a", TestStore.config(Durability.OS, 1 << 20, new FlushInterval(3, NEVER)));
        for (int count = 1; count <= 2; count++) {
            TestStore.append(log, "v", Durability.OS);
            log.spill(false);
            assertEquals(0, log.durableEndOffset());
        }
        TestStore.append(log, "v", Durability.OS);
        log.spill(false);
        assertEquals(3, log.durableEndOffset());
        log.alter(TestStore.config(Durability.MEMORY, 1 << 20, new FlushInterval(NEVER, 5)));
        log.append(TestStore.record("v"), TestStore.ANY);
        store.workers.fire();
        log.spill(false);
        assertEquals(4, log.durableEndOffset());
        store.logs.close();
    }
}
