package io.varve.testkit.rig;

import io.varve.testkit.Verb;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The n-th system call of a kind fails, or is the last one that the process makes. */
final class SyscallRig implements Verb {

    static final String VERB = "syscalls";

    private static final Set<String> OPTIONS = Set.of("--each", "--seed", "--only", "--seconds", "--dir");
    private static final List<String> CALLS =
            List.of("fdatasync", "fsync", "pwrite64", "ftruncate", "rename", "unlink", "openat");
    private static final List<String> FAULTS = List.of("error=EIO", "error=ENOSPC", "signal=KILL");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public String usage() {
        return "[--each N (8)] [--only CALL] [--seconds S (no end)] [--seed N] [--dir FOLDER]"
                + "  the n-th system call fails, or the process dies there; N places for each call and fault";
    }

    @Override
    public boolean run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        RigOptions options = RigOptions.parse(arguments, OPTIONS);
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            out.println("NOT RUN: syscalls: " + obstacle.get());
            return true;
        }
        long seed = options.number("--seed", System.nanoTime() & 0xFFFF_FFFFL);
        Path folder = options.folder("--dir", Path.of("testkit", "target", "syscalls-" + seed));
        Folders.remove(folder);
        Files.createDirectories(folder);
        out.println("syscalls: seed " + seed + ", folder " + folder);
        long started = System.nanoTime();
        SyscallFaults faults = new SyscallFaults(folder, seed, out);
        CallTrace calm = faults.calm();
        for (String call : CALLS) {
            for (String fault : FAULTS) {
                if (call.contains(options.text("--only", ""))) {
                    sweep(faults, calm, call, fault, options, started);
                }
            }
        }
        double seconds = (double) (System.nanoTime() - started) / NANOS_PER_SECOND;
        out.printf(Locale.ROOT, "syscalls: %s; %.1f s%n", faults.figures(), seconds);
        out.println(faults.line());
        if (faults.passed()) {
            Folders.remove(folder);
        }
        return faults.passed();
    }

    /** Places over the whole life, the first one and the last one among them. */
    private static void sweep(
            SyscallFaults faults, CallTrace calm, String call, String fault, RigOptions options, long started)
            throws IOException, InterruptedException {
        int before = call.equals("openat") ? calm.calls(call, false) + 1 : 0; // that of the mark is one, too
        int calls = calm.calls(call, true);
        long places = Math.min(calls, options.number("--each", 8));
        long secondsMax = options.number("--seconds", Long.MAX_VALUE / NANOS_PER_SECOND);
        for (long place = 0; place < places; place++) {
            if ((System.nanoTime() - started) / NANOS_PER_SECOND < secondsMax) {
                long n = places == 1 ? 1 : 1 + place * (calls - 1) / (places - 1);
                faults.run(call, fault, (int) (before + n));
            }
        }
    }

    private static Optional<String> obstacle() throws IOException, InterruptedException {
        if (!Command.exists("strace")) {
            return Optional.of("strace is not installed");
        }
        Command.Outcome trial = Command.outcome(List.of("strace", "-f", "-qq", "-o", "/dev/null", "true"));
        return trial.exit() == 0
                ? Optional.empty()
                : Optional.of("strace may not trace here: " + trial.output().strip());
    }
}
