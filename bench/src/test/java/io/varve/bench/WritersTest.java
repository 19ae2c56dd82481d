package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.Writers.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WritersTest {

    private static final long LONG_NANOS = 60_000_000_000L;
    private static final int RECORDS = 6000;
    private static final Effort BY_BYTES = new Effort(LONG_NANOS, RECORDS * 10L, 0, Stopwatch.Kind.WALL);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyAppendIsCountedAndAllWritersTakePart(Kind kind) throws Exception {
        AtomicLong appended = new AtomicLong();
        AtomicInteger writers = new AtomicInteger();
        Writers.Outcome outcome = new Writers(4, kind).run(BY_BYTES, 10, _ -> {
            writers.incrementAndGet();
            return appended::incrementAndGet;
        });
        assertEquals(4, writers.get());
        assertEquals(appended.get(), outcome.records());
        assertTrue(outcome.records() >= RECORDS, outcome.records() + " records");
        assertEquals(DurableSuite.aspects().size(), outcome.figures().length);
    }

    @Test
    void aWriterThatFailsFailsTheRound() {
        assertThrows(
                IOException.class,
                () -> new Writers(2, Kind.PLATFORM).run(BY_BYTES, 10, _ -> () -> {
                    throw new IOException("the device is gone");
                }));
    }

    @Test
    void neverMoreAreInFlightThanAllowed() throws Exception {
        Deque<InFlight.Answer> underWay = new ArrayDeque<>();
        AtomicInteger most = new AtomicInteger();
        Writers.Outcome outcome = new InFlight(8).run(BY_BYTES, 10, answer -> {
            underWay.add(answer);
            most.accumulateAndGet(underWay.size(), Math::max);
            if (underWay.size() == 8) {
                while (!underWay.isEmpty()) {
                    underWay.remove().answer(null);
                }
            }
        });
        assertEquals(8, most.get());
        assertEquals(RECORDS + RECORDS / Writers.RUNNING_START_PART, outcome.records());
    }

    @Test
    void aRefusedRecordFailsTheRound() {
        IOException gone = new IOException("the device is gone");
        IOException failure =
                assertThrows(IOException.class, () -> new InFlight(8).run(BY_BYTES, 10, answer -> answer.answer(gone)));
        assertEquals(gone, failure.getCause());
    }
}
