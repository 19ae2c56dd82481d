package io.varve.testkit.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.testkit.disk.CrashRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A small run of what {@code testkit/run crash} does for longer: I1 to I5, I8, I17. */
final class CrashTest {

    private static final int SEEDS = 1200;

    @Test
    void nothingPromisedIsLostWhereNothingUnforcedIsKept() {
        assertHolds(CrashRules.NOTHING_UNFORCED, EnumSet.noneOf(HistoryViolation.Kind.class));
    }

    /**
     * Decision 4: without a journal a tail of a DISK topic that came out of order is reported as damage; nothing is
     * lost or served wrongly by that.
     */
    @Test
    void nothingPromisedIsLostWhereUnforcedSectorsAreKeptInAnyOrder() {
        assertHolds(CrashRules.POSIX_MINIMUM, EnumSet.of(HistoryViolation.Kind.REFUSED));
    }

    /** As above, where the tail lies in two segments. */
    @Test
    void nothingPromisedIsLostWhereUnforcedWritesAreKeptInOrder() {
        assertHolds(CrashRules.IN_ORDER, EnumSet.of(HistoryViolation.Kind.REFUSED));
    }

    private static void assertHolds(CrashRules rules, Set<HistoryViolation.Kind> known) {
        CrashTotals totals = new CrashTotals();
        List<String> failures = new ArrayList<>();
        int refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.Outcome outcome = Simulation.run(seed, rules);
            totals.add(outcome.totals());
            for (HistoryViolation violation : outcome.failure()) {
                if (known.contains(violation.kind())) {
                    refused++;
                } else {
                    failures.add("seed " + seed + " --rules " + rules + ": " + violation.getMessage());
                }
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(refused <= SEEDS / 50, refused + " stores of " + SEEDS + " could not be opened");
        assertTrue(totals.crashes() > 3 * SEEDS, () -> "only " + totals.crashes() + " crashes");
    }
}
