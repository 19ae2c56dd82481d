package io.varve.testkit.rig;

import io.varve.Varve;
import io.varve.error.VarveException;
import io.varve.record.Durability;
import io.varve.testkit.Draw;
import io.varve.testkit.rig.VictimProcess.Terms;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The rounds of the kill rig on one store: start, kill, and now and then check. Between two checks there are up to some
 * kills, so that recoveries are killed, too. The next victim is started while the present one works, so that no round
 * waits for a JVM.
 */
final class KillLoop {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_US = 1_000;

    /** One round in so many is killed as it opens the store. */
    private static final int EARLY_ONE_IN = 4;

    private static final int LATE_US_MAX = 120_000;
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private final Path folder;
    private final long seed;
    private final PrintStream out;
    private final Draw draw;
    private final Verdict verdict = new Verdict();
    private final Expectation expectation = new Expectation(Profile.KILL, Durability.OS, verdict);
    private final Path store;
    /** How long the latest open took. */
    private long openNanos = 40_000_000;

    private int rounds;
    private int opened;
    private int checks;

    KillLoop(Path folder, long seed, PrintStream out) {
        this.folder = folder;
        this.seed = seed;
        this.out = out;
        this.draw = Draw.from(seed);
        this.store = folder.resolve("store");
    }

    /** Runs rounds until there were enough, or the time is over, or one failed; says whether all passed. */
    boolean run(long roundsMax, long secondsMax) throws IOException, InterruptedException {
        out.println("kill: seed " + seed + ", store " + store);
        Folders.remove(folder);
        Files.createDirectories(folder);
        VictimProcess.prepare(folder);
        long started = System.nanoTime();
        VictimProcess next = VictimProcess.start(folder);
        try {
            while (rounds < roundsMax
                    && (System.nanoTime() - started) / NANOS_PER_SECOND < secondsMax
                    && verdict.clean()) {
                next = round(next, rounds + 1 == roundsMax);
            }
        } finally {
            next.close();
        }
        if (verdict.clean() && opened > 0 && !verdict.sawAcknowledgements()) {
            verdict.wrong("nothing was acknowledged, so nothing was shown");
        }
        double seconds = (double) (System.nanoTime() - started) / NANOS_PER_SECOND;
        verdict.findings().forEach(out::println);
        out.printf(
                Locale.ROOT,
                "kill: seed %d, %d kills (%d of them after the open), %d checks, %s; %.1f s, %.1f rounds/s%n",
                seed,
                rounds,
                opened,
                checks,
                verdict.figures(),
                seconds,
                rounds / seconds);
        out.println(rounds + " passed, " + (verdict.clean() ? 0 : 1) + " failed");
        if (verdict.clean()) {
            Folders.remove(folder);
        }
        return verdict.clean();
    }

    /** One life and death; gives the victim of the next round. */
    private VictimProcess round(VictimProcess victim, boolean last) throws IOException, InterruptedException {
        rounds++;
        Path events = folder.resolve("events-" + rounds);
        if (victim.answer(START_MAX).isEmpty()) {
            throw new IOException("the victim does not start: see " + folder.resolve("victims.err"));
        }
        boolean early = draw.oneIn(EARLY_ONE_IN);
        long delayNanos = early ? draw.between(0L, openNanos * 3 / 2) : draw.below(LATE_US_MAX) * NANOS_PER_US;
        long started = System.nanoTime();
        victim.go(
                new Terms(Profile.KILL, store, events, rounds, draw.between(0, Long.MAX_VALUE - 1), Optional.empty()));
        VictimProcess next = VictimProcess.start(folder);
        Optional<String> answer = Optional.empty();
        if (!early) {
            answer = victim.answer(START_MAX);
            openNanos = System.nanoTime() - started;
        }
        sleepUntil((early ? started : System.nanoTime()) + delayNanos);
        boolean died = victim.dead();
        victim.kill();
        if (answer.isEmpty()) {
            answer = victim.answer(Duration.ofSeconds(1));
        }
        judge(victim, answer, died);
        expectation.apply(EventFile.read(events), Long.MAX_VALUE);
        if (last || draw.coin()) {
            check();
        }
        return next;
    }

    private static void sleepUntil(long dueNanos) {
        for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** A victim dies by our hand only, and has nothing to say but that the store is open. */
    private void judge(VictimProcess victim, Optional<String> answer, boolean died) {
        opened += answer.filter("opened"::equals).isPresent() ? 1 : 0;
        Optional<String> failure = answer.filter(line -> !line.equals("opened")).or(victim::failure);
        if (died || failure.isPresent()) {
            verdict.wrong("round " + rounds + ": the victim said " + failure.orElse("nothing, and died by itself")
                    + "; see " + folder.resolve("victims.err"));
        }
    }

    private void check() {
        checks++;
        try (Varve varve = Varve.open(store)) {
            expectation.check(varve);
        } catch (VarveException failure) {
            verdict.wrong("round " + rounds + ": the store cannot be used: " + failure);
        }
        if (!verdict.clean()) {
            verdict.wrong("found in round " + rounds);
        }
    }
}
