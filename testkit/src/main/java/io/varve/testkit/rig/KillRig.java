package io.varve.testkit.rig;

import io.varve.testkit.Verb;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A victim that is killed at any moment, again and again, on the same store. */
final class KillRig implements Verb {

    static final String VERB = "kill";

    private static final long ROUNDS = 200;

    @Override
    public String usage() {
        return "[--rounds N (200)] [--seconds S (no end)] [--seed N] [--dir FOLDER]"
                + "  kill -9 a process with 8 writers on 50 partitions, hold the store against what it acknowledged";
    }

    @Override
    public boolean run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        RigOptions options = RigOptions.parse(arguments, Set.of("--rounds", "--seconds", "--seed", "--dir"));
        long seed = options.number("--seed", System.nanoTime() & 0xFFFF_FFFFL);
        Path folder = options.folder("--dir", Path.of("testkit", "target", "kill-" + seed));
        KillLoop loop = new KillLoop(folder, seed, out);
        long rounds = options.number("--rounds", ROUNDS);
        long seconds = options.number("--seconds", Long.MAX_VALUE / 1_000_000_000L);
        boolean passed = loop.run(rounds, seconds);
        if (!passed) {
            out.println("replay, as far as timing allows: testkit/run kill --seed " + seed + " --rounds " + rounds);
            out.println("kept: " + folder);
        }
        return passed;
    }
}
