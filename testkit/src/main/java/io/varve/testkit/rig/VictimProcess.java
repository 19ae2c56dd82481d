package io.varve.testkit.rig;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A victim's process, seen from the rig. One thread gives orders; every wait has a bound. */
final class VictimProcess implements AutoCloseable {

    private static final String ARCHIVE = "victim.jsa";
    private static final String END = "";
    private static final Duration DEATH_MAX = Duration.ofSeconds(30);

    private final Process process;
    private final Writer orders;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private VictimProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::listen);
    }

    /**
     * Starts a victim that waits for orders.
     *
     * @param folder where its standard error goes, and what makes the next one start faster
     */
    static VictimProcess start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(folder, List.of()));
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("victims.err").toFile()));
        return new VictimProcess(builder.start());
    }

    /**
     * Lets a victim live and end by itself, so that its classes are at hand for those who are killed: they start in two
     * thirds of the time. The JVM can do that for classes in archives only.
     */
    static void prepare(Path folder) throws IOException, InterruptedException {
        if (Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .anyMatch(element -> Files.isDirectory(Path.of(element)))) {
            return;
        }
        Path trial = folder.resolve("trial");
        List<String> words = new ArrayList<>(List.of(Victim.ONCE));
        words.addAll(new Terms(Profile.SHORT, trial, folder.resolve("trial-events"), 0, 1, Optional.empty()).words());
        List<String> command = command(folder, words);
        command.add(1, "-XX:ArchiveClassesAtExit=" + folder.resolve(ARCHIVE));
        Command.run(command.toArray(String[]::new));
        Folders.remove(trial);
    }

    /** The command line of a victim. */
    static List<String> command(Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xlog:disable", // standard output is for answers
                "-Xmx96m"));
        Path archive = folder.resolve(ARCHIVE);
        if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Victim.class.getName());
        command.addAll(arguments);
        return command;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException gone) {
            answers.add("failure its answers cannot be read: " + gone.getMessage());
        }
        answers.add(END);
    }

    /** Gives an order; the answer comes when it is done. */
    void order(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    /** Opens a store and sets the writers to work. */
    void go(Terms terms) throws IOException {
        order("go " + String.join(" ", terms.words()));
    }

    /** The next answer, or nothing where there is none in time; a dead victim answers nothing any more. */
    Optional<String> answer(Duration atMost) throws InterruptedException {
        String line = answers.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (END.equals(line)) {
            answers.add(END);
            return Optional.empty();
        }
        return Optional.ofNullable(line);
    }

    /** The first thing that it said must not happen, of what was not taken as an answer. */
    Optional<String> failure() {
        return answers.stream().filter(line -> line.startsWith("failure")).findFirst();
    }

    boolean dead() {
        return !process.isAlive();
    }

    /**
     * Kills it with SIGKILL and waits until it is gone: only then are its locks free. Through its handle, since the
     * process itself would close the stream under those who still read its last answers.
     */
    void kill() throws InterruptedException, IOException {
        process.toHandle().destroyForcibly();
        if (!process.waitFor(DEATH_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the victim " + process.pid() + " does not die");
        }
    }

    @Override
    public void close() throws IOException {
        process.toHandle().destroyForcibly();
    }

    /**
     * What a victim is told when it is sent to work.
     *
     * @param profile what to do
     * @param store the store's folder
     * @param events where to note what happens
     * @param run which life this is
     * @param seed what its steps are drawn from
     * @param blockLog the log of the block device under the store
     */
    record Terms(Profile profile, Path store, Path events, int run, long seed, Optional<Path> blockLog) {

        List<String> words() {
            return List.of(
                    profile.name(),
                    store.toString(),
                    events.toString(),
                    Integer.toString(run),
                    Long.toString(seed),
                    blockLog.map(Path::toString).orElse("-"));
        }
    }
}
