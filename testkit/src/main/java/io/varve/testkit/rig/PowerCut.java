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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sessions of a victim on a logged device, each followed by cuts at many places of its log. What was acknowledged when
 * the log was as long as the part that a cut leaves must be there.
 */
final class PowerCut {

    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final int FAILED_MAX = 10;
    private static final Duration WORK = Duration.ofSeconds(2);

    private final Personality personality;
    private final Profile profile;
    private final Path folder;
    private final Path mount;
    private final PrintStream out;
    private final Draw draw;
    private final Verdict verdict = new Verdict();
    private int sessions;
    private int images;
    private int failed;
    private long flushes;
    private long writes;
    private String chances = "";

    PowerCut(Personality personality, Profile profile, Path folder, long seed, PrintStream out) throws IOException {
        this.personality = personality;
        this.profile = profile;
        this.folder = folder;
        this.mount = folder.resolve("mount");
        this.draw = Draw.from(seed);
        this.out = out;
        Files.createDirectories(mount);
    }

    Verdict verdict() {
        return verdict;
    }

    /** How many images did not hold what they had to; the sessions end where there are too many. */
    int failed() {
        return failed;
    }

    boolean hopeless() {
        return failed >= FAILED_MAX;
    }

    int images() {
        return images;
    }

    String figures() {
        return String.format(
                Locale.ROOT,
                "%d sessions of %,d writes and %,d flushes, last session %s",
                sessions,
                writes,
                flushes,
                chances);
    }

    /** Lets a victim work for a while, then cuts the power of its device at so many places. */
    void session(int cuts) throws IOException, InterruptedException {
        sessions++;
        Path events = folder.resolve("events");
        Files.deleteIfExists(events);
        long begin = work(events);
        try (BlockLog log = BlockLog.open(folder.resolve("log"))) {
            List<BlockLog.Entry> entries = log.entries();
            writes += entries.size();
            flushes += entries.stream().filter(BlockLog.Entry::flushes).count();
            int first = 0;
            while (first < entries.size() - 1 && entries.get(first).endBytes() <= begin) {
                first++;
            }
            CutImages images = new CutImages(log, personality.sizeMib() << 20);
            List<Event> noted = EventFile.read(events);
            for (int cut = 0; cut < cuts && failed < FAILED_MAX; cut++) {
                long span = (long) entries.size() - first;
                int low = (int) (first + span * cut / cuts);
                int high = (int) Math.max(low, first + span * (cut + 1) / cuts - 1);
                cut(images, draw.between(low, high), entries, noted);
            }
            chances = images.figures();
        }
    }

    /** Gives how long the log was when the victim was sent to work. */
    private long work(Path events) throws IOException, InterruptedException {
        if (sessions == 1) {
            VictimProcess.prepare(folder);
        }
        try (LoggedDevice device = LoggedDevice.start(folder, personality.sizeMib())) {
            device.mount(personality, mount);
            try (VictimProcess victim = VictimProcess.start(folder)) {
                victim.answer(START_MAX);
                long begin = Files.size(device.log());
                victim.go(new Terms(
                        profile,
                        mount.resolve("store"),
                        events,
                        sessions,
                        draw.between(0, Long.MAX_VALUE - 1),
                        Optional.of(device.log())));
                Optional<String> answer = victim.answer(START_MAX);
                Optional<String> failure = answer.filter("opened"::equals).isPresent() ? victim.answer(WORK) : answer;
                if (failure.isPresent() || victim.dead()) {
                    failed++;
                    out.println("session " + sessions + ": the victim said " + failure.orElse("nothing and died")
                            + Files.readString(folder.resolve("victims.err")));
                }
                victim.kill();
                return begin;
            } finally {
                Command.run("umount", mount.toString());
            }
        }
    }

    private void cut(CutImages from, int cut, List<BlockLog.Entry> entries, List<Event> noted)
            throws IOException, InterruptedException {
        images++;
        Path image = folder.resolve("image");
        Files.deleteIfExists(image);
        from.write(image, cut, draw);
        Expectation expectation = new Expectation(profile, Durability.DISK, verdict);
        expectation.apply(noted, entries.get(cut).endBytes());
        Command.run("mount", "-o", personality.mountOptions(), image.toString(), mount.toString());
        try (Varve varve = Varve.open(mount.resolve("store"))) {
            expectation.check(varve);
        } catch (VarveException failure) {
            verdict.wrong("the store cannot be used: " + failure);
        } finally {
            Command.run("umount", mount.toString());
        }
        if (!verdict.clean()) {
            failed++;
            verdict.findings().forEach(out::println);
            out.println("found in image " + images + ", session " + sessions + ", cut behind entry " + cut + " of "
                    + entries.size());
            verdict.forgive();
            if (failed == 1) {
                keep(image, cut, entries);
            }
        }
    }

    /** Keeps the image and the notes for whoever looks into it. */
    private void keep(Path image, int cut, List<BlockLog.Entry> entries) throws IOException {
        Path kept = Path.of("testkit", "target", "powercut-failed").toAbsolutePath();
        Folders.remove(kept);
        Files.createDirectories(kept);
        Files.copy(image, kept.resolve("image-after-recovery"));
        Files.copy(folder.resolve("log"), kept.resolve("log"));
        Files.copy(folder.resolve("events"), kept.resolve("events"));
        out.println("kept: " + kept + ", the cut left " + entries.get(cut).endBytes() + " bytes of the log");
    }
}
