package io.varve.testkit.rig;

import io.varve.testkit.Verb;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A file system of 64 MiB that is filled to the last byte: by the store itself, and by somebody else. */
final class FullRig implements Verb {

    static final String VERB = "full";

    private static final Set<String> OPTIONS = Set.of("--rounds", "--seed", "--dir", "--only", "--until");

    @Override
    public String usage() {
        return "[--rounds N (1)] [--seed N] [--only tmpfs|ext4] [--until full] [--dir FOLDER]"
                + "  fill a file system of 64 MiB to the last byte under a working process";
    }

    @Override
    public boolean run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        RigOptions options = RigOptions.parse(arguments, OPTIONS);
        Optional<String> obstacle = Seclusion.obstacle();
        if (obstacle.isPresent()) {
            out.println("NOT RUN: full: " + obstacle.get());
            return true;
        }
        if (!Seclusion.inside()) {
            return Seclusion.run(VERB, arguments, out);
        }
        long seed = options.number("--seed", System.nanoTime() & 0xFFFF_FFFFL);
        Path folder = options.folder("--dir", Path.of("testkit", "target", "full-" + seed));
        Folders.remove(folder);
        Files.createDirectories(folder);
        out.println("full: seed " + seed + ", folder " + folder);
        Checks checks = new Checks(out);
        VictimProcess.prepare(folder);
        for (FullDisk.Kind kind : kinds(options.text("--only", ""), out)) {
            for (long round = 0; round < options.number("--rounds", 1); round++) {
                for (boolean foreign : new boolean[] {false, true}) {
                    for (boolean killed : new boolean[] {false, true}) {
                        try (FullDisk disk = FullDisk.mount(kind, folder)) {
                            FullCase filled = new FullCase(folder, disk, foreign, seed + round, checks);
                            if (options.text("--until", "").equals("full")) {
                                filled.runUntilFull(killed);
                            } else {
                                filled.run(killed);
                            }
                        }
                    }
                }
            }
        }
        out.println(checks.line());
        if (checks.failed() == 0) {
            Folders.remove(folder);
        }
        return checks.failed() == 0;
    }

    private static List<FullDisk.Kind> kinds(String only, PrintStream out) throws IOException, InterruptedException {
        List<FullDisk.Kind> kinds = new ArrayList<>();
        for (FullDisk.Kind kind : FullDisk.Kind.values()) {
            if (only.isEmpty() || only.equalsIgnoreCase(kind.name())) {
                Optional<String> obstacle = kind.obstacle();
                obstacle.ifPresent(why -> out.println("NOT RUN: full on " + kind + ": " + why));
                if (obstacle.isEmpty()) {
                    kinds.add(kind);
                }
            }
        }
        return kinds;
    }
}
