package io.varve.testkit.rig;

import io.varve.testkit.Main;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A place of its own for a rig that mounts file systems: a process with private mounts and processes, both of which the
 * system removes when it ends, however it ends.
 */
final class Seclusion {

    private static final String INSIDE = "VARVE_RIG_SECLUDED";
    private static final long TIME_MAX_HOURS = 3;

    private static final List<String> UNSHARE = List.of(
            "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc");

    private Seclusion() {}

    /** Why there can be none on this machine; empty where there can. */
    static Optional<String> obstacle() throws IOException, InterruptedException {
        if (inside()) {
            return Optional.empty();
        }
        if (!Command.exists("unshare")) {
            return Optional.of("unshare is not installed");
        }
        List<String> trial = new ArrayList<>(UNSHARE);
        trial.addAll(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "varve-trial", "/mnt"));
        Command.Outcome outcome = Command.outcome(trial);
        return outcome.exit() == 0
                ? Optional.empty()
                : Optional.of("this process may not mount file systems: "
                        + outcome.output().strip().replace('\n', ' '));
    }

    static boolean inside() {
        return System.getenv(INSIDE) != null;
    }

    /** Runs a verb there; gives whether it passed. */
    static boolean run(String verb, List<String> arguments, PrintStream out) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData", // its file has the process id for a name, and in here that is another's
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                verb));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(INSIDE, "yes");
        Process process = builder.start();
        process.getOutputStream().close();
        process.inputReader().lines().forEach(out::println);
        if (!process.waitFor(TIME_MAX_HOURS, TimeUnit.HOURS)) {
            process.destroyForcibly();
            throw new IOException("the rig does not end");
        }
        return process.exitValue() == 0;
    }
}
