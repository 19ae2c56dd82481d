package io.varve.testkit.crash;

import io.varve.Varve;
import io.varve.error.VarveException;
import io.varve.testkit.Draw;
import io.varve.testkit.crash.HistoryViolation.Kind;
import io.varve.testkit.schedule.Schedule;
import java.util.function.BooleanSupplier;

/**
 * A store between an opening and a crash, and those who work with it.
 *
 * @param varve the store
 * @param history what is known of it
 * @param schedule whose threads they are
 * @param swarm what the seed is about
 * @param mayFail whether the disk has been struck, so that steps may fail
 */
record StoreSession(Varve varve, StoreHistory history, Schedule schedule, Swarm swarm, BooleanSupplier mayFail) {

    /** A step failed with a typed error: that is right where the disk was struck. */
    void failed(String step, VarveException failure) {
        if (!mayFail.getAsBoolean()) {
            throw new HistoryViolation(Kind.STUCK, step + " failed though the disk did not: " + failure, failure);
        }
        history.totals().mark(CoverageMark.APPEND_FAILED);
    }

    long nowMs() {
        return schedule.clock().wallTimeMs();
    }

    void pause(Draw draw) {
        schedule.sleep(draw.pick(1_000L, 1_000_000L, 12_000_000L, 6_000_000_000L));
    }
}
