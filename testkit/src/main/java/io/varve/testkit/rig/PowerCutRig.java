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

/** Power that is cut at any write of the block device. */
final class PowerCutRig implements Verb {

    static final String VERB = "powercut";

    private static final Set<String> OPTIONS = Set.of("--images", "--seed", "--fs", "--session-images", "--profile");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Override
    public String usage() {
        return "[--images N (200)] [--fs ext4|ext4_writeback|ext4_journal|xfs|btrfs] [--session-images N (100)]"
            + " [--profile cut|cut_disk] [--seed N]  cut the power of a block device at any of its writes, let chance"
            + " keep what was not flushed";
    }

    @Override
    public boolean run(List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        RigOptions options = RigOptions.parse(arguments, OPTIONS);
        Personality personality =
                Personality.valueOf(options.text("--fs", "ext4").toUpperCase(Locale.ROOT));
        Profile profile = Profile.valueOf(options.text("--profile", "cut").toUpperCase(Locale.ROOT));
        Optional<String> obstacle = obstacle(personality);
        if (obstacle.isPresent()) {
            out.println("NOT RUN: powercut: " + obstacle.get());
            return true;
        }
        if (!Seclusion.inside()) {
            return Seclusion.run(VERB, arguments, out);
        }
        long seed = options.number("--seed", System.nanoTime() & 0xFFFF_FFFFL);
        out.println("powercut: " + personality + ", seed " + seed);
        Path folder = Files.createTempDirectory("varve-powercut");
        Command.run("mount", "-t", "tmpfs", "-o", "size=4g,huge=never", "varve-powercut", folder.toString());
        try {
            return cut(new PowerCut(personality, profile, folder, seed, out), options, out);
        } finally {
            Command.run("umount", "--lazy", folder.toString());
            Files.delete(folder);
        }
    }

    private static boolean cut(PowerCut power, RigOptions options, PrintStream out)
            throws IOException, InterruptedException {
        long images = options.number("--images", 200);
        long started = System.nanoTime();
        while (power.images() < images && !power.hopeless()) {
            power.session((int) Math.min(options.number("--session-images", 100), images - power.images()));
        }
        double seconds = (double) (System.nanoTime() - started) / NANOS_PER_SECOND;
        out.printf(
                Locale.ROOT,
                "powercut: %d images, %s, %s; %.1f s, %.1f images/s%n",
                power.images(),
                power.figures(),
                power.verdict().figures(),
                seconds,
                power.images() / seconds);
        out.println((power.images() - power.failed()) + " passed, " + power.failed() + " failed");
        return power.failed() == 0;
    }

    private static Optional<String> obstacle(Personality personality) throws IOException, InterruptedException {
        for (String program : List.of("qemu-storage-daemon", "fusermount3", "losetup", personality.maker())) {
            if (!Command.exists(program)) {
                return Optional.of(program + " is not installed");
            }
        }
        if (!Files.exists(Path.of("/dev/fuse"))) {
            return Optional.of("there is no /dev/fuse");
        }
        return Seclusion.obstacle();
    }
}
