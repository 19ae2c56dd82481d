package io.varve.testkit.rig;

import io.varve.Varve;
import io.varve.error.StorageFailedException;
import io.varve.error.VarveException;
import io.varve.record.Durability;
import io.varve.testkit.rig.VictimProcess.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One disk that is filled under a victim, and what must hold from then on. */
final class FullCase {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
    private static final long FILLING_NANOS_MAX = 60_000_000_000L;
    private static final long RESUMING_NANOS_MAX = 6_000_000_000L;
    private static final long LOOK_NANOS = 100_000_000L;
    private static final long CALL_MS_MAX = 5_000;

    /** So many looks without an acknowledgement, and the disk counts as full. */
    private static final int STILL_LOOKS = 5;

    /** So many records must be acknowledged before writing counts as resumed. */
    private static final long RESUMED_RECORDS = 50;

    private static final int BEFORE_FOREIGN_RECORDS = 2_000;
    private static final int DROPPED_TOPIC = 2;
    private static final Pattern TALLY =
            Pattern.compile("tally acknowledged=(\\d+) full=(\\d+) otherwise=(\\d+) missed=\\d+ longestMs=(\\d+).*");

    private final Path folder;
    private final FullDisk disk;
    private final boolean foreign;
    private final long seed;
    private final Checks checks;
    private final Verdict verdict = new Verdict();
    private final Expectation expectation = new Expectation(Profile.FILL, Durability.OS, verdict);
    private final String title;
    private int lives;

    FullCase(Path folder, FullDisk disk, boolean foreign, long seed, Checks checks) {
        this.folder = folder;
        this.disk = disk;
        this.foreign = foreign;
        this.seed = seed;
        this.checks = checks;
        this.title = disk.kind() + (foreign ? ", filled by a stranger: " : ", filled by appends: ");
    }

    private record Figures(long acknowledged, long full, long otherwise, long longestMs, String line) {}

    /**
     * Fills the disk and judges the refusals, and after a kill what became of the records; asks for nothing else on the
     * full disk.
     *
     * @param killed whether the room for the next open is made only after a first try without
     */
    void runUntilFull(boolean killed) throws IOException, InterruptedException {
        try (VictimProcess victim = VictimProcess.start(folder)) {
            if (begin(victim)) {
                fill(victim);
                refusals(victim);
            }
            if (killed) {
                victim.kill();
                openInVain();
            }
            disk.relieve();
            end(victim, "kill -9 on the full disk");
        }
    }

    /** An open that may fail for want of room, but must do no harm. */
    private void openInVain() {
        try (Varve varve = Varve.open(disk.store())) {
            checks.that(
                    true,
                    title + "a store is opened on the full disk or refused",
                    varve.topics().size() + " topics");
        } catch (StorageFailedException refused) {
            checks.that(
                    refused.kind() == StorageFailedException.Kind.NO_SPACE,
                    title + "a store is opened on the full disk or refused",
                    String.valueOf(refused.getMessage()));
        }
    }

    /** @param killed whether the victim is killed on the full disk, and the room made for the next one */
    void run(boolean killed) throws IOException, InterruptedException {
        VictimProcess victim = VictimProcess.start(folder);
        boolean open = begin(victim);
        try {
            if (open) {
                fill(victim);
                onTheFullDisk(victim);
            }
            if (open && killed) {
                end(victim, "kill -9 on the full disk");
                victim = VictimProcess.start(folder);
                open = begin(victim);
            }
            if (open) {
                makeRoom(victim);
            }
        } finally {
            victim.kill();
        }
        disk.relieve();
        end(victim, "kill -9 in the end");
    }

    /** Sends a victim to work; says whether it could open the store. */
    private boolean begin(VictimProcess victim) throws IOException, InterruptedException {
        lives++;
        victim.answer(ANSWER_MAX);
        victim.go(
                new Terms(Profile.FILL, disk.store(), folder.resolve("events"), lives, seed + lives, Optional.empty()));
        String answer = victim.answer(ANSWER_MAX).orElse("no answer");
        String where = lives == 1 ? "a store is opened" : "a store is opened on the full disk";
        return checks.that(answer.equals("opened"), title + where, answer);
    }

    private void fill(VictimProcess victim) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Figures last = figures(victim);
        while (foreign && last.acknowledged() < BEFORE_FOREIGN_RECORDS && underWay(started)) {
            last = figures(victim);
        }
        if (foreign) {
            disk.fillUp();
        }
        for (int still = 0; (still < STILL_LOOKS || last.full() == 0) && underWay(started); ) {
            Figures now = figures(victim);
            still = now.acknowledged() == last.acknowledged() ? still + 1 : 0;
            last = now;
            if (foreign && still == 0) {
                disk.fillUp(); // the store found room that the stranger had missed
            }
        }
        checks.that(last.full() > 0, title + "appends are refused because the disk is full", last.line());
    }

    private static boolean underWay(long started) {
        LockSupport.parkNanos(LOOK_NANOS);
        return System.nanoTime() - started < FILLING_NANOS_MAX;
    }

    private void onTheFullDisk(VictimProcess victim) throws IOException, InterruptedException {
        refusals(victim);
        victim.order("read");
        String answer = victim.answer(ANSWER_MAX).orElse("no answer");
        checks.that(answer.startsWith("read ") && !answer.equals("read 0"), title + "all can be read", answer);
    }

    private void refusals(VictimProcess victim) throws IOException, InterruptedException {
        Figures figures = figures(victim);
        checks.that(figures.otherwise() == 0, title + "every failure says that there is no space", figures.line());
        checks.that(
                figures.longestMs() <= CALL_MS_MAX,
                title + "every call ends within " + CALL_MS_MAX + " ms",
                figures.longestMs() + " ms");
    }

    private void makeRoom(VictimProcess victim) throws IOException, InterruptedException {
        victim.order("trim");
        String answer = victim.answer(ANSWER_MAX).orElse("no answer");
        checks.that(answer.startsWith("trimmed "), title + "records can be deleted on the full disk", answer);
        resumes(victim, "writing resumes by itself after records were deleted");
        victim.order("drop " + DROPPED_TOPIC);
        answer = victim.answer(ANSWER_MAX).orElse("no answer");
        checks.that(answer.equals("dropped"), title + "a topic can be deleted on the full disk", answer);
        if (foreign) {
            Files.delete(disk.filler());
            resumes(victim, "writing resumes by itself after the stranger's file is gone");
        } else {
            resumes(victim, "writing resumes by itself after a topic was deleted");
        }
    }

    private void resumes(VictimProcess victim, String claim) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Figures first = figures(victim);
        Figures now = first;
        while (now.acknowledged() - first.acknowledged() < RESUMED_RECORDS
                && System.nanoTime() - started < RESUMING_NANOS_MAX) {
            LockSupport.parkNanos(LOOK_NANOS);
            now = figures(victim);
        }
        long more = now.acknowledged() - first.acknowledged();
        checks.that(more >= RESUMED_RECORDS, title + claim, more + " records; " + now.line());
    }

    private Figures figures(VictimProcess victim) throws IOException, InterruptedException {
        victim.order("tally");
        String line = victim.answer(ANSWER_MAX).orElse("no answer");
        Matcher fields = TALLY.matcher(line);
        if (!fields.matches()) {
            throw new IOException("the victim says '" + line + "': see " + folder.resolve("victims.err"));
        }
        return new Figures(
                Long.parseLong(fields.group(1)),
                Long.parseLong(fields.group(2)),
                Long.parseLong(fields.group(3)),
                Long.parseLong(fields.group(4)),
                line);
    }

    /** Kills the victim, opens what it left, and holds it against what it acknowledged. */
    private void end(VictimProcess victim, String how) throws IOException, InterruptedException {
        victim.kill();
        Path events = folder.resolve("events");
        expectation.apply(EventFile.read(events), Long.MAX_VALUE);
        Files.deleteIfExists(events);
        try (Varve varve = Varve.open(disk.store())) {
            expectation.check(varve);
        } catch (VarveException failure) {
            verdict.wrong("the store cannot be used: " + failure);
        }
        checks.that(verdict, title + "nothing acknowledged is lost after " + how);
    }
}
