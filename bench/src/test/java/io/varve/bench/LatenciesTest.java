package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void quantilesAreRightToWithinAFewPerCent() {
        Latencies latencies = new Latencies();
        for (int micros = 1; micros <= 1000; micros++) {
            latencies.add(micros * 1000L);
        }
        assertEquals(1000, latencies.count());
        assertEquals(500, latencies.quantileMicros(0.5), 500 * 0.016);
        assertEquals(990, latencies.quantileMicros(0.99), 990 * 0.016);
        assertEquals(1000, latencies.quantileMicros(1), 1000 * 0.016);
    }

    @Test
    void anyTimeHasAClass() {
        for (long nanos : new long[] {0, 1, 63, 64, 127, 128, 129, 1L << 40, Long.MAX_VALUE}) {
            Latencies latencies = new Latencies();
            latencies.add(nanos);
            assertEquals(nanos / 1e3, latencies.quantileMicros(0.5), nanos / 1e3 * 0.016, nanos + " ns");
        }
    }

    @Test
    void theRarestAreSeenInTheLastThousandth() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 998; i++) {
            latencies.add(1000);
        }
        latencies.add(1_000_000);
        latencies.add(1_000_000);
        assertEquals(1, latencies.quantileMicros(0.99), 0.016);
        assertEquals(1000, latencies.quantileMicros(0.999), 16);
    }
}
