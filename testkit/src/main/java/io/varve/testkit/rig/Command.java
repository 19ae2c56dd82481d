package io.varve.testkit.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of the system that a rig needs. */
final class Command {

    private static final Duration TIME_MAX = Duration.ofSeconds(60);

    private Command() {}

    /**
     * What a program gave.
     *
     * @param exit its exit status
     * @param output what it wrote, errors included
     */
    record Outcome(int exit, String output) {}

    /** Runs a program to its end. */
    static Outcome outcome(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("varve-rig", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Runs a program that must not fail. */
    static void run(String... command) throws IOException, InterruptedException {
        Outcome outcome = outcome(List.of(command));
        if (outcome.exit() != 0) {
            throw new IOException(String.join(" ", command) + " gave " + outcome.exit() + ": "
                    + outcome.output().strip());
        }
    }

    /** Makes a file of zeroes that takes no room yet. */
    static void sparse(Path file, long sizeBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), sizeBytes - 1);
        }
    }

    /** Whether a program is installed. */
    static boolean exists(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
