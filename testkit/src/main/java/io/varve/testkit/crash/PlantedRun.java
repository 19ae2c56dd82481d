package io.varve.testkit.crash;

import io.varve.io.Disk;
import io.varve.io.Sabotage;
import io.varve.testkit.disk.CrashRules;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Plants each bug and says which harness catches it, and how fast: each in a process of its own, as a bug of the engine
 * is there for a whole process. One thread.
 */
final class PlantedRun {

    private static final long NANOS = 1_000_000_000L;
    private static final Explorer.Budget SMALL = new Explorer.Budget(2, 50, 1);

    /** Once a bug is caught the other harnesses get a fraction of the time: they only complete the table. */
    private static final int LATER_SHARE = 10;

    /** Stands for no bug: where a harness finds one here it is the engine's own, and says nothing of the others. */
    private static final Planted NOTHING =
            new Planted("P0", "nothing planted", UnaryOperator::identity, Optional.empty());

    /** What a harness needed to find a bug; empty where it did not. */
    private record Catch(long tries, double seconds, HistoryViolation violation) {
        Catch(long tries, long begunNanos, HistoryViolation violation) {
            this(tries, (System.nanoTime() - begunNanos) / (double) NANOS, violation);
        }
    }

    /** A bug of either kind. */
    private record Planted(
            String number, String words, Supplier<UnaryOperator<Disk>> between, Optional<EngineBug> engine) {

        boolean ofDisk() {
            return engine.isEmpty() && this != NOTHING;
        }
    }

    private final RunOptions options;
    private final PrintStream out;

    PlantedRun(RunOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    int run() {
        List<Planted> bugs = all();
        if (options.bug().isPresent()) {
            String number = options.bug().get();
            Planted wanted = bugs.stream()
                    .filter(bug -> bug.number().equals(number))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no planted bug has the number '" + number + "'"));
            return isAsExpected(wanted) ? 0 : 1;
        }
        out.println("planted: " + bugs.size() + " bugs, " + options.seconds()
                + " s at most for each harness, seeds from " + options.from() + " on");
        int missed = 0;
        for (Planted bug : bugs) {
            missed += isAsExpectedApart(bug) ? 0 : 1;
        }
        out.println((bugs.size() - missed) + " passed, " + missed + " failed");
        return missed == 0 ? 0 : 1;
    }

    private static List<Planted> all() {
        Stream<Planted> ofDisk = Stream.of(PlantedBug.values())
                .map(bug -> new Planted(bug.number(), Main.words(bug), bug::planted, Optional.empty()));
        Stream<Planted> ofEngine = Stream.of(EngineBug.values())
                .map(bug -> new Planted(bug.number(), Main.words(bug), UnaryOperator::identity, Optional.of(bug)));
        return Stream.concat(Stream.of(NOTHING), Stream.concat(ofDisk, ofEngine))
                .toList();
    }

    /** Looks for a bug in a process that has it from its start. */
    private boolean isAsExpectedApart(Planted bug) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        bug.engine().ifPresent(engine -> command.add("-D" + Sabotage.PROPERTY + "=" + engine.switchName()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), io.varve.testkit.Main.class.getName()));
        command.addAll(List.of("planted", "--bug", bug.number(), "--from", String.valueOf(options.from())));
        command.addAll(List.of("--seconds", String.valueOf(options.seconds())));
        try {
            out.flush();
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("the run was interrupted", interrupted);
        }
    }

    /** Whether a harness catches it; where nothing is planted, whether none does. */
    private boolean isAsExpected(Planted bug) {
        Optional<Catch> crash = crash(bug, false);
        Optional<Catch> explore = explore(bug, crash.isPresent());
        Optional<Catch> damage = bug.ofDisk() ? Optional.empty() : damage(bug);
        List<Catch> caught =
                Stream.of(crash, explore, damage).flatMap(Optional::stream).toList();
        out.println(String.format(
                Locale.ROOT,
                "%-4s %-34s crash: %-36s explore: %-38s bad bytes: %s",
                bug.number(),
                bug.words(),
                text(crash, "seeds"),
                text(explore, "states"),
                text(damage, "runs")));
        if (bug == NOTHING) {
            caught.forEach(found -> out.println("  " + found.violation().getMessage()));
        }
        return caught.isEmpty() == (bug == NOTHING);
    }

    private long until(boolean caught) {
        return System.nanoTime() + Math.max(1, options.seconds()) * NANOS / (caught ? LATER_SHARE : 1);
    }

    private static String text(Optional<Catch> found, String unit) {
        return found.map(caught -> String.format(
                        Locale.ROOT,
                        "%s after %d %s, %.2f s",
                        Main.words(caught.violation().kind()),
                        caught.tries(),
                        unit,
                        caught.seconds()))
                .orElse("-");
    }

    private Optional<Catch> crash(Planted bug, boolean caught) {
        long begun = System.nanoTime();
        long until = until(caught);
        long tried = 0;
        while (System.nanoTime() < until) {
            tried++;
            Simulation.Outcome outcome = Simulation.run(
                    options.from() + tried, rules(bug, tried), bug.between().get());
            if (!outcome.failure().isEmpty()) {
                return Optional.of(new Catch(tried, begun, outcome.failure().getFirst()));
            }
        }
        return Optional.empty();
    }

    /** What a bug lets go is lost for certain where nothing unforced is kept; torn frames need the other rules. */
    private static CrashRules rules(Planted bug, long tried) {
        boolean torn = bug.engine().isPresent() && tried % 2 == 0;
        return torn ? CrashRules.POSIX_MINIMUM : CrashRules.NOTHING_UNFORCED;
    }

    private Optional<Catch> explore(Planted bug, boolean caught) {
        long begun = System.nanoTime();
        long until = until(caught);
        long states = 0;
        List<HistoryViolation> found = new ArrayList<>();
        for (ShortWorkload workload : ShortWorkload.all()) {
            Explorer explorer = new Explorer(
                    SMALL,
                    options.from(),
                    () -> found.isEmpty() && System.nanoTime() < until,
                    bug.between().get(),
                    found::add);
            explorer.crash(workload);
            explorer.strike(workload);
            states += explorer.states() + explorer.faultRuns();
            if (!found.isEmpty()) {
                return Optional.of(new Catch(states, begun, found.getFirst()));
            }
        }
        return Optional.empty();
    }

    private Optional<Catch> damage(Planted bug) {
        long begun = System.nanoTime();
        return BadBytes.all(options.from(), bug.between().get()).stream()
                .findFirst()
                .map(violation -> new Catch(1, begun, violation));
    }
}
