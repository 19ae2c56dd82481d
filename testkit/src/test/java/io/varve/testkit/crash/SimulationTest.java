package io.varve.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.testkit.disk.CrashRules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulation itself: that a seed decides everything. */
final class SimulationTest {

    @Test
    void aSeedDecidesEveryStep() {
        for (long seed = 1; seed <= 40; seed++) {
            Simulation.Outcome first = Simulation.run(seed, CrashRules.NOTHING_UNFORCED);
            Simulation.Outcome second = Simulation.run(seed, CrashRules.NOTHING_UNFORCED);
            assertEquals(first.eventHash(), second.eventHash(), "seed " + seed);
            assertEquals(first.totals().acknowledged(), second.totals().acknowledged(), "seed " + seed);
        }
    }

    @Test
    void differentSeedsTakeDifferentSteps() {
        List<Long> hashes = java.util.stream.LongStream.rangeClosed(1, 40)
                .mapToObj(seed ->
                        Simulation.run(seed, CrashRules.NOTHING_UNFORCED).eventHash())
                .distinct()
                .toList();
        assertTrue(hashes.size() > 38, hashes.size() + " different runs of 40");
    }
}
