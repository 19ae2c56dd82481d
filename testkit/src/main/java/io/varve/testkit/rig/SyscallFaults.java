package io.varve.testkit.rig;

import io.varve.Varve;
import io.varve.error.VarveException;
import io.varve.record.Durability;
import io.varve.testkit.rig.VictimProcess.Terms;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs short lives under {@code strace}, each with one fault, and judges each. */
final class SyscallFaults {

    private static final String CALLS = "fdatasync,fsync,pwrite64,ftruncate,rename,unlink,openat,write";

    /** How a process ends that SIGKILL ended. */
    private static final int KILLED = 128 + 9;

    private final Path folder;
    private final long seed;
    private final PrintStream out;
    private int passed;
    private int failed;
    private int missed;
    private long acknowledged;

    SyscallFaults(Path folder, long seed, PrintStream out) {
        this.folder = folder;
        this.seed = seed;
        this.out = out;
    }

    /** A life without a fault, to count its calls. */
    CallTrace calm() throws IOException, InterruptedException {
        VictimProcess.prepare(folder);
        live(List.of());
        CallTrace trace = CallTrace.read(folder.resolve("trace"));
        if (!trace.marked()) {
            throw new IOException("the victim did not come to its work: see " + folder);
        }
        return trace;
    }

    /** A life in which the n-th call of a kind, in each thread, meets a fault. */
    void run(String call, String fault, int n) throws IOException, InterruptedException {
        Command.Outcome outcome = live(List.of("-e", "inject=" + call + ":" + fault + ":when=" + n));
        CallTrace trace = CallTrace.read(folder.resolve("trace"));
        if (!trace.marked() || !(trace.injected() || outcome.exit() == KILLED)) {
            missed++; // it struck the start of the JVM, or nothing: that shows nothing about the engine
            return;
        }
        Verdict verdict = new Verdict();
        judge(call, outcome, trace, verdict);
        if (verdict.clean()) {
            passed++;
            return;
        }
        failed++;
        String title = call + " " + fault + " at the " + n + "th";
        verdict.findings().forEach(finding -> out.println("FAILED: " + title + ": " + finding));
        Path kept = folder.resolve("failed-" + failed);
        Files.createDirectories(kept);
        Files.move(folder.resolve("store"), kept.resolve("store"));
        Files.move(folder.resolve("trace"), kept.resolve("trace"));
        Files.writeString(kept.resolve("output"), title + "\n" + outcome.output());
    }

    private Command.Outcome live(List<String> injection) throws IOException, InterruptedException {
        Folders.remove(folder.resolve("store"));
        Files.deleteIfExists(folder.resolve("events"));
        Terms terms =
                new Terms(Profile.SHORT, folder.resolve("store"), folder.resolve("events"), 1, seed, Optional.empty());
        List<String> words = new ArrayList<>(List.of(Victim.ONCE));
        words.addAll(terms.words());
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-y", "--seccomp-bpf"));
        command.addAll(List.of("-o", folder.resolve("trace").toString(), "-e", "trace=" + CALLS));
        command.addAll(injection);
        command.addAll(VictimProcess.command(folder, words));
        return Command.outcome(command);
    }

    private void judge(String call, Command.Outcome outcome, CallTrace trace, Verdict verdict) throws IOException {
        if (outcome.exit() == Tally.FAILED || outcome.output().contains("Exception in thread")) {
            verdict.wrong(
                    "the victim met what it must not meet: " + firstLine(outcome.output(), "failure", "Exception"));
        }
        List<Event> events = EventFile.read(folder.resolve("events"));
        boolean acknowledgedSome = events.stream().anyMatch(event -> event.kind() == Event.Kind.ACKNOWLEDGED);
        boolean lived = outcome.exit() == 0;
        if (lived
                && acknowledgedSome
                && !call.equals("openat")
                && !outcome.output().contains("read ")) {
            verdict.wrong("reading did not go on: " + firstLine(outcome.output(), "refused"));
        }
        trace.broken().ifPresent(verdict::wrong);
        Expectation expectation = new Expectation(Profile.SHORT, Durability.OS, verdict);
        expectation.apply(events, Long.MAX_VALUE);
        try (Varve varve = Varve.open(folder.resolve("store"))) {
            expectation.check(varve);
        } catch (VarveException failure) {
            verdict.wrong("the store cannot be used afterwards: " + failure);
        }
        acknowledged += events.stream()
                .filter(event -> event.kind() == Event.Kind.ACKNOWLEDGED)
                .mapToLong(Event::count)
                .sum();
    }

    private static String firstLine(String output, String... words) {
        for (String word : words) {
            Optional<String> line =
                    output.lines().filter(each -> each.contains(word)).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
        }
        return "it said nothing";
    }

    boolean passed() {
        return failed == 0 && passed > 0;
    }

    String figures() {
        return (passed + failed) + " faults, " + missed + " that struck nothing, " + acknowledged
                + " records acknowledged";
    }

    String line() {
        return passed + " passed, " + failed + " failed";
    }
}
