package io.varve.testkit.crash;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.error.VarveException;
import io.varve.io.Disk;
import io.varve.record.Durability;
import io.varve.testkit.crash.HistoryViolation.Kind;
import io.varve.testkit.disk.CrashRules;
import io.varve.testkit.disk.DiskCall;
import io.varve.testkit.disk.DiskWatch;
import io.varve.testkit.disk.EveryChoice;
import io.varve.testkit.disk.Fault;
import io.varve.testkit.disk.SimulatedDisk;
import io.varve.testkit.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes short workloads apart: the power is cut, or the process killed, before every call of the disk that changes
 * something, and what was not forced is lost in every way, as far as the budget goes; then the same again within each
 * recovery. And every call fails in turn, once and from then on.
 *
 * <p>The idea is that of ALICE (OSDI 2014) and of CrashMonkey's bounded exhaustive search (OSDI 2018). One thread.
 */
final class Explorer {

    private static final long START_MS = 1_750_000_000_000L;
    private static final List<Fault> FAULTS = List.of(Fault.IO, Fault.NO_SPACE, Fault.SHORT);

    /**
     * How far to go.
     *
     * @param choicesMax ways of losing what was not forced, at each call
     * @param deepEvery of so many states one is crashed again in its recovery, at every call
     * @param faultEvery of so many calls one is struck
     */
    record Budget(int choicesMax, int deepEvery, int faultEvery) {}

    /** A place where a crash may strike: the disk and what is known of the store, right before a call. */
    private record Place(String call, SimulatedDisk disk, StoreHistory history) {}

    private final Budget budget;
    private final long seed;
    private final BooleanSupplier goesOn;
    private final UnaryOperator<Disk> between;
    private final Consumer<HistoryViolation> violations;
    private final CrashTotals totals = new CrashTotals();
    private long states;
    private long deepStates;
    private long faultRuns;

    /**
     * @param budget how far to go
     * @param seed decides the schedule and what is drawn where not everything can be tried
     * @param goesOn asked between states
     * @param between what stands between the engine and the disk
     * @param violations told of each
     */
    Explorer(
            Budget budget,
            long seed,
            BooleanSupplier goesOn,
            UnaryOperator<Disk> between,
            Consumer<HistoryViolation> violations) {
        this.budget = budget;
        this.seed = seed;
        this.goesOn = goesOn;
        this.between = between;
        this.violations = violations;
    }

    CrashTotals totals() {
        return totals;
    }

    long states() {
        return states;
    }

    long deepStates() {
        return deepStates;
    }

    long faultRuns() {
        return faultRuns;
    }

    /** Crashes at every call. */
    void crash(ShortWorkload workload) {
        List<Place> places = new ArrayList<>();
        SimulatedDisk disk = new SimulatedDisk(seed);
        StoreHistory history = new StoreHistory(totals);
        attempt(
                workload.name(),
                () -> record(disk, history, places, script -> {
                    script.open();
                    workload.steps().take(script);
                }));
        places.add(new Place("the end", disk, history));
        for (Place place : places) {
            if (goesOn.getAsBoolean()) {
                crash(workload.name() + ", crash before " + place.call(), place, true);
            }
        }
    }

    private void crash(String where, Place place, boolean mayGoDeeper) {
        recover(where, place, CrashRules.EVERYTHING, null, mayGoDeeper);
        recover(where, place, CrashRules.NOTHING_UNFORCED, null, mayGoDeeper);
        if (!mayGoDeeper) {
            return;
        }
        EveryChoice choices = new EveryChoice();
        int tried = 0;
        boolean more = true;
        while (more && tried < budget.choicesMax() && goesOn.getAsBoolean()) {
            recover(where + ", choice " + tried, place, CrashRules.POSIX_MINIMUM, choices, true);
            more = choices.next();
            tried++;
        }
        for (int sample = 0; more && sample < budget.choicesMax(); sample++) {
            SimulatedDisk disk = place.disk().fork(seed);
            disk.crash(seed * 1000 + sample, CrashRules.POSIX_MINIMUM);
            recovered(where + ", sample " + sample, disk, lost(place, Durability.DISK), CrashRules.POSIX_MINIMUM, true);
        }
    }

    private void recover(
            String where, Place place, CrashRules rules, @Nullable EveryChoice choices, boolean mayGoDeeper) {
        SimulatedDisk disk = place.disk().fork(seed);
        if (choices == null) {
            disk.crash(seed, rules);
        } else {
            disk.crash(choices, rules);
        }
        Durability survivors = rules == CrashRules.EVERYTHING ? Durability.OS : Durability.DISK;
        recovered(where + ", " + rules, disk, lost(place, survivors), rules, mayGoDeeper);
    }

    private static StoreHistory lost(Place place, Durability less) {
        StoreHistory history = place.history().copy();
        history.loses(less);
        return history;
    }

    private void recovered(
            String where, SimulatedDisk disk, StoreHistory history, CrashRules rules, boolean mayGoDeeper) {
        totals.crash(rules);
        states++;
        boolean deeper = mayGoDeeper && states % budget.deepEvery() == 0;
        List<Place> places = new ArrayList<>();
        StoreHistory before = history.copy();
        attempt(where, () -> {
            if (deeper) {
                record(disk, history, places, script -> script.open().goOn().close());
            } else {
                play(
                        disk,
                        history,
                        DiskWatch.NONE,
                        script -> script.open().goOn().close());
            }
        });
        for (Place place : places) {
            if (goesOn.getAsBoolean()) {
                deepStates += 2;
                crash(where + ", again before " + place.call(), place, false);
            }
        }
        if (!deeper && states % budget.deepEvery() == 1) {
            attempt(
                    where + ", opened once more",
                    () -> play(
                            disk,
                            history,
                            DiskWatch.NONE,
                            script -> script.open().close()));
        }
        if (before.topics().size() < history.topics().size()) {
            throw new IllegalStateException("a restart makes no topics");
        }
    }

    private void record(SimulatedDisk disk, StoreHistory history, List<Place> places, Consumer<StoreScript> steps) {
        DiskWatch watch = call -> {
            if (call.verb().changing()) {
                places.add(new Place(call.toString(), disk.fork(seed), history.copy()));
            }
        };
        play(disk, history, watch, steps);
    }

    private void play(SimulatedDisk disk, StoreHistory history, DiskWatch watch, Consumer<StoreScript> steps) {
        Schedule schedule = new Schedule(seed, START_MS);
        disk.watch(call -> {
            watch.before(call);
            schedule.point();
        });
        List<Throwable> failures = new ArrayList<>();
        Schedule.Ending ending = schedule.run(() -> {
            StoreScript script = new StoreScript(history, schedule, between.apply(disk), Simulation.DIRECTORY);
            try {
                steps.accept(script);
            } catch (Throwable failure) {
                failures.add(failure);
                script.closeQuietly();
            }
        });
        disk.watch(DiskWatch.NONE);
        failures.addAll(schedule.uncaught());
        if (!failures.isEmpty()) {
            throw unchecked(failures.getFirst());
        }
        if (ending != Schedule.Ending.DONE) {
            throw new HistoryViolation(Kind.STUCK, "nothing goes on\n" + String.join("\n", schedule.stacks()));
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        return failure instanceof RuntimeException known
                ? known
                : new HistoryViolation(Kind.UNTYPED, "a step ended with " + failure, failure);
    }

    /** Every call is struck in turn; then the power is cut, and everything that was promised must be there. */
    void strike(ShortWorkload workload) {
        for (Fault fault : FAULTS) {
            for (boolean sticky : new boolean[] {false, true}) {
                boolean struck = true;
                for (long number = seed % budget.faultEvery();
                        struck && goesOn.getAsBoolean();
                        number += budget.faultEvery()) {
                    struck = strike(workload, number, fault, sticky);
                }
            }
        }
    }

    private boolean strike(ShortWorkload workload, long number, Fault fault, boolean sticky) {
        String where = workload.name() + ", " + fault + (sticky ? " from call " : " at call ") + number;
        SimulatedDisk disk = new SimulatedDisk(seed + number);
        StoreHistory history = new StoreHistory(totals);
        DiskCall[] struck = new DiskCall[1];
        disk.faults(call -> {
            boolean strikes = sticky ? call.number() >= number : call.number() == number;
            if (strikes && struck[0] == null) {
                struck[0] = call;
                totals.fault(call.verb(), fault);
            }
            return strikes ? fault : Fault.NONE;
        });
        attempt(where, () -> {
            try {
                play(disk, history, DiskWatch.NONE, script -> {
                    script.open();
                    workload.steps().take(script);
                });
            } catch (StorageFailedException | ClosedException failure) {
                if (struck[0] == null) {
                    throw failure;
                }
            }
        });
        faultRuns++;
        if (struck[0] == null) {
            return false;
        }
        disk.crash(seed + number, CrashRules.NOTHING_UNFORCED);
        history.loses(Durability.DISK);
        recovered(where + " (" + struck[0] + ")", disk, history, CrashRules.NOTHING_UNFORCED, false);
        return true;
    }

    private void attempt(String where, Runnable step) {
        try {
            step.run();
        } catch (HistoryViolation violation) {
            violations.accept(new HistoryViolation(violation.kind(), where + ": " + violation.getMessage(), violation));
        } catch (VarveException refused) {
            violations.accept(new HistoryViolation(Kind.REFUSED, where + ": " + refused, refused));
        } catch (RuntimeException untyped) {
            violations.accept(new HistoryViolation(Kind.UNTYPED, where + ": " + untyped, untyped));
        }
    }
}
