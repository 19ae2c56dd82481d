package io.varve.testkit.crash;

import io.varve.StoreOptions;
import io.varve.Varve;
import io.varve.error.StorageFailedException;
import io.varve.error.VarveException;
import io.varve.io.Disk;
import io.varve.io.Surroundings;
import io.varve.record.Durability;
import io.varve.testkit.Draw;
import io.varve.testkit.crash.HistoryViolation.Kind;
import io.varve.testkit.disk.CrashFindings;
import io.varve.testkit.disk.CrashRules;
import io.varve.testkit.disk.SimulatedDisk;
import io.varve.testkit.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a store that is opened again and again, worked with by several clients, struck by faults and ended by a
 * crash at any call of the disk, in opening and closing too; at last it heals: no faults any more, and everything must
 * go on.
 *
 * <p>Threads: the one that runs it.
 */
public final class Simulation {

    static final Path DIRECTORY = Path.of("/varve");
    private static final List<CrashRules> RULES = List.of(
            CrashRules.POSIX_MINIMUM, CrashRules.POSIX_MINIMUM, CrashRules.IN_ORDER, CrashRules.NOTHING_UNFORCED);

    private static final long START_MS = 1_750_000_000_000L;

    private final Draw draw;
    private final Swarm swarm;
    private final CrashTotals totals = new CrashTotals();
    private final StoreHistory history = new StoreHistory(totals);
    private final SimulatedDisk disk;
    private final RoundWatch watch = new RoundWatch(totals);
    private final UnaryOperator<Disk> between;
    private SeededFaults faults;
    private long hash;
    private int round;

    private Simulation(long seed, CrashRules rules, UnaryOperator<Disk> between) {
        this.draw = Draw.from(spread(seed));
        this.swarm = Swarm.draw(draw, rules);
        this.disk = new SimulatedDisk(draw.between(0L, Long.MAX_VALUE));
        this.between = between;
        this.faults = new SeededFaults(draw.split(), Map.of(), totals, watch::note);
    }

    /**
     * Seeds that are neighbours have nothing in common; Draw's generator adds a constant, so a product would not do.
     */
    private static long spread(long seed) {
        long mixed = (seed ^ (seed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 29)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 32);
    }

    /**
     * What a seed came to.
     *
     * @param seed which
     * @param totals what happened
     * @param eventHash over every step, the same each time
     * @param failure what was wrong, and the latest calls of the disk; empty where nothing was
     */
    public record Outcome(
            long seed, CrashTotals totals, long eventHash, List<HistoryViolation> failure, List<String> trace) {}

    /** Runs a seed, which draws the rules too. */
    public static Outcome run(long seed) {
        return run(seed, RULES.get((int) Math.floorMod(spread(~seed), (long) RULES.size())));
    }

    /** Runs a seed. */
    public static Outcome run(long seed, CrashRules rules) {
        return run(seed, rules, UnaryOperator.identity());
    }

    /**
     * Runs a seed with something between the engine and the disk.
     *
     * @param rules what a loss of power may do to what was not forced
     * @param between makes of the simulated disk what the engine gets
     */
    public static Outcome run(long seed, CrashRules rules, UnaryOperator<Disk> between) {
        Simulation simulation = new Simulation(seed, rules, between);
        List<HistoryViolation> failure = new ArrayList<>();
        try {
            simulation.run();
        } catch (HistoryViolation violation) {
            failure.add(violation);
        }
        return new Outcome(seed, simulation.totals, simulation.hash, failure, simulation.watch.trace());
    }

    private void run() {
        totals.seed();
        for (round = 1; round <= swarm.rounds(); round++) {
            boolean struck = draw.oneIn(3);
            faults = new SeededFaults(draw.split(), struck ? swarm.faultsPerMille() : Map.of(), totals, watch::note);
            disk.faults(faults);
            disk.capacityBytes(struck || swarm.isFull() ? swarm.capacityBytes() : 1L << 40);
            crash(turn(crashCall(), false));
        }
        disk.capacityBytes(1L << 40);
        faults = new SeededFaults(draw.split(), Map.of(), totals, watch::note);
        disk.faults(faults);
        Schedule.Ending ending = turn(Long.MAX_VALUE, true);
        if (ending != Schedule.Ending.DONE || watch.phase() != Phase.CLOSED) {
            throw new HistoryViolation(Kind.STUCK, "after the last fault the store ended " + ending);
        }
    }

    private long crashCall() {
        return switch (draw.below(8)) {
            case 0, 1 -> draw.between(1L, 60L);
            case 2, 3 -> draw.between(1L, 200L);
            case 4, 5 -> draw.between(1L, 600L);
            case 6 -> draw.between(1L, 2000L);
            default -> Long.MAX_VALUE;
        };
    }

    private Schedule.Ending turn(long crashCall, boolean healing) {
        Schedule schedule = new Schedule(draw.between(0L, Long.MAX_VALUE), START_MS + round * 10_000_000L);
        watch.begin(schedule, crashCall);
        disk.watch(watch);
        List<Throwable> failures = new ArrayList<>();
        Schedule.Ending ending = schedule.run(() -> {
            try {
                new Round(schedule, healing).run();
            } catch (Throwable failure) {
                failures.add(failure);
            }
        });
        failures.addAll(schedule.uncaught());
        hash = hash * 31 + schedule.eventHash();
        totals.work(schedule.steps(), watch.calls());
        if (disk.noSpaceCount() > 0 && swarm.isFull()) {
            totals.mark(CoverageMark.DISK_FULL);
        }
        if (!failures.isEmpty()) {
            throw violation(failures.getFirst());
        }
        watch.unlocked().ifPresent(call -> {
            throw new HistoryViolation(Kind.UNLOCKED, call + ", though the store's lock was given back");
        });
        if (ending == Schedule.Ending.STUCK) {
            schedule.stacks().forEach(watch::noteAlways);
            throw new HistoryViolation(Kind.STUCK, "nothing goes on while " + watch.phase());
        }
        return ending;
    }

    private static HistoryViolation violation(Throwable failure) {
        return failure instanceof HistoryViolation known
                ? known
                : new HistoryViolation(Kind.UNTYPED, "a step ended with " + failure, failure);
    }

    private boolean mayFail() {
        return faults.hasStruck() || (swarm.isFull() && round <= swarm.rounds());
    }

    /** Ends a round: the power goes, or the process, or, where the store is closed, perhaps nothing. */
    private void crash(Schedule.Ending ending) {
        boolean closed = ending == Schedule.Ending.DONE && watch.phase() == Phase.CLOSED && !mayFail();
        boolean recovering = history.isUnchecked();
        if (closed && draw.coin()) {
            disk.crash(0, CrashRules.EVERYTHING);
            return;
        }
        boolean power = faults.hasStruckForce() || draw.below(3) > 0;
        CrashRules rules = power ? draw.oneIn(8) ? CrashRules.NOTHING_UNFORCED : swarm.rules() : CrashRules.EVERYTHING;
        CrashFindings findings = disk.crash(draw.between(0L, Long.MAX_VALUE), rules);
        totals.crash(rules);
        if (!closed) {
            history.loses(power ? Durability.DISK : Durability.OS);
        } else {
            totals.mark(CoverageMark.CRASH_AFTER_CLOSING);
        }
        watch.crashed(findings, recovering);
    }

    /** What happens between an opening and its end. */
    private final class Round {

        private final Schedule schedule;
        private final boolean healing;

        Round(Schedule schedule, boolean healing) {
            this.schedule = schedule;
            this.healing = healing;
        }

        void run() {
            Surroundings surroundings =
                    new Surroundings(between.apply(disk), schedule.clock(), schedule.entropy(), schedule.workers());
            watch.phase(Phase.OPENING);
            Varve varve = open(surroundings);
            if (varve == null) {
                return;
            }
            watch.phase(Phase.CHECKING);
            if (check(varve)) {
                watch.phase(Phase.WORKING);
                work(new StoreSession(varve, history, schedule, swarm, Simulation.this::mayFail));
            }
            watch.phase(Phase.CLOSING);
            close(varve);
        }

        private @Nullable Varve open(Surroundings surroundings) {
            try {
                return Varve.open(
                        DIRECTORY,
                        StoreOptions.DEFAULT
                                .hotBytes(StoreOptions.HOT_BYTES_MIN)
                                .journalBytes(StoreOptions.JOURNAL_BYTES_MIN),
                        surroundings);
            } catch (StorageFailedException failure) {
                failed("opening", failure);
                totals.mark(CoverageMark.OPENING_FAILED);
                watch.broken();
                return null;
            } catch (VarveException refused) {
                throw new HistoryViolation(Kind.REFUSED, "the store cannot be opened: " + refused, refused);
            }
        }

        private boolean check(Varve varve) {
            try {
                history.check(varve);
                return true;
            } catch (StorageFailedException failure) {
                failed("reading the store", failure);
                watch.broken();
                return false;
            } catch (VarveException refused) {
                throw new HistoryViolation(Kind.REFUSED, "the store cannot be read: " + refused, refused);
            }
        }

        private void failed(String step, StorageFailedException failure) {
            if (!mayFail()) {
                throw new HistoryViolation(Kind.STUCK, step + " failed though the disk did not: " + failure, failure);
            }
        }

        private void close(Varve varve) {
            try {
                varve.close();
                watch.phase(Phase.CLOSED);
                if (!mayFail()) {
                    IndexAudit.check(disk, DIRECTORY);
                }
            } catch (StorageFailedException failure) {
                failed("closing", failure);
                watch.broken();
            }
        }

        private void work(StoreSession session) {
            Administrator administrator = new Administrator(session, draw.split(), healing ? 0 : draw.between(1, 6));
            if (session.history().topics().isEmpty()) {
                createFirst(administrator);
            }
            List<Thread> threads = new ArrayList<>();
            if (swarm.administration() && !healing) {
                threads.add(schedule.start("administrator", administrator));
            }
            for (int number = 0; number < swarm.clients(); number++) {
                Client client = new Client(session, number, draw.split(), healing ? 3 : draw.between(1, 30));
                threads.add(schedule.start("client-" + number, client));
            }
            threads.forEach(Round::join);
        }

        private void createFirst(Administrator administrator) {
            try {
                administrator.create();
            } catch (StorageFailedException failure) {
                failed("making a topic", failure);
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("nobody interrupts this thread", interrupted);
            }
        }
    }
}
