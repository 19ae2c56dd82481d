package io.varve.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.testkit.disk.CrashRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small run of what {@code testkit/run} does for longer: I1 to I5, I8, I15, I17. */
final class CrashTest {

    private static final int SEEDS = 200;

    private static final long[] FAILED_ONCE = {
        38, 41, 81, 83, 97, 115, 155, 197, 430, 482, 552, 615, 664, 872, 958, 1024, 1101, 1494, 2035, 2400, 5368,
        17545039, 793214774, 793218479, 793219144, 793219337, 793219929, 793220504, 829347036
    };

    @Test
    void nothingPromisedIsLostWhereNothingUnforcedIsKept() {
        assertHolds(CrashRules.NOTHING_UNFORCED);
    }

    @Test
    void nothingPromisedIsLostWhereUnforcedSectorsAreKeptInAnyOrder() {
        assertHolds(CrashRules.POSIX_MINIMUM);
    }

    @Test
    void nothingPromisedIsLostWhereUnforcedWritesAreKeptInOrder() {
        assertHolds(CrashRules.IN_ORDER);
    }

    /** Seeds that found something once; where a script of steps has changed since, a seed stands for other steps. */
    @Test
    void seedsThatOnceFailedHold() {
        List<String> failures = new ArrayList<>();
        for (long seed : FAILED_ONCE) {
            for (HistoryViolation violation : Simulation.run(seed).failure()) {
                failures.add("seed " + seed + ": " + violation.getMessage());
            }
        }
        Simulation.run(218, CrashRules.NOTHING_UNFORCED)
                .failure()
                .forEach(violation -> failures.add("seed 218 --rules nothing-unforced: " + violation.getMessage()));
        assertEquals(List.of(), failures);
    }

    @Test
    void badBytesAreRefusedOrHarmless() {
        assertEquals(List.of(), BadBytes.all(1, disk -> disk));
    }

    private static void assertHolds(CrashRules rules) {
        CrashTotals totals = new CrashTotals();
        List<String> failures = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, rules);
            totals.add(outcome.totals());
            for (HistoryViolation violation : outcome.failure()) {
                failures.add("seed " + seed + " --rules " + rules + ": " + violation.getMessage());
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(totals.crashes() > 3 * SEEDS, () -> "only " + totals.crashes() + " crashes");
    }

    @Test
    void shortWorkloadsSurviveACrashAtEveryCall() {
        List<String> failures = new ArrayList<>();
        long states = 0;
        for (ShortWorkload workload : ShortWorkload.all()) {
            Explorer explorer = new Explorer(
                    new Explorer.Budget(2, 120, 17),
                    1,
                    () -> true,
                    disk -> disk,
                    violation -> failures.add(violation.getMessage()));
            explorer.crash(workload);
            explorer.strike(workload);
            states += explorer.states();
        }
        assertEquals(List.of(), failures);
        assertTrue(states > 500, "only " + states + " states");
    }

    @Test
    void aPlantedBugIsCaught() {
        for (PlantedBug bug : List.of(PlantedBug.ACKNOWLEDGED_BEFORE_FORCE, PlantedBug.NEW_NAME_NOT_FORCED)) {
            boolean caught = false;
            for (long seed = 1; seed <= 200 && !caught; seed++) {
                caught = !Simulation.run(seed, CrashRules.NOTHING_UNFORCED, bug.planted())
                        .failure()
                        .isEmpty();
            }
            assertTrue(caught, bug + " is not caught by 200 seeds");
        }
    }
}
