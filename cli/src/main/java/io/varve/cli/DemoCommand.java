package io.varve.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code varve demo}: the main job on a store of its own, step by step, with the commands that do it. */
@Command(name = "demo", header = "Show the main job on real events found on this machine.", description = """

    Appends this repository's history, or else the package manager's log, or else a listing of source \
    files, to a store in a temporary folder, reads it back by offset and by time, looks into its files, \
    and removes it.
    """)
final class DemoCommand implements Runnable {

    private static final String TOPIC = "history";
    private static final int DUMP_LINES = 6;
    private static final int READ_RECORDS = 3;

    private final VarveCommand root;

    DemoCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        try {
            Path folder = Files.createTempDirectory("varve-demo-");
            try {
                show(folder);
            } finally {
                remove(folder);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the demo cannot use the temporary folder: " + failure.getMessage(), failure);
        }
        say("The store is removed again. Yours is ./varve-data, or where --store or $VARVE_STORE say.");
    }

    private void show(Path folder) throws IOException {
        Path events = folder.resolve("events.jsonl");
        Path store = folder.resolve("store");
        DemoEvents input = DemoEvents.find();
        Files.write(events, input.lines());
        say("Input: " + input.origin() + ", " + Figures.count(input.lines().size(), "event") + ", as lines of JSON.");
        say("");
        say("1. Append them. When it returns they are on disk, and survive a power cut.");
        step(Integer.MAX_VALUE, store, "append", TOPIC, events.toString(), "--format", "jsonl");

        say("2. Read by offset.");
        String middle = Integer.toString(input.lines().size() / 2);
        step(Integer.MAX_VALUE, store, read("--from", middle));

        say("3. Read by time: the first event at or after a moment, and those behind it.");
        step(Integer.MAX_VALUE, store, read("--from", "@" + input.middleTime()));

        say("4. Look into the files, which are in the formats of Apache Kafka: batches, their checksums, records.");
        Path log = store.resolve("topics").resolve(TOPIC + "-0").resolve("00000000000000000000.log");
        step(DUMP_LINES, store, "dump", log.toString());

        say("5. Figures of the store.");
        step(Integer.MAX_VALUE, store, "stats");
    }

    private static String[] read(String... where) {
        return Stream.of(new String[] {"read", TOPIC}, where, new String[] {
                    "--max", Integer.toString(READ_RECORDS), "--format", "jsonl"
                })
                .flatMap(Stream::of)
                .toArray(String[]::new);
    }

    /** Shows a command and does it, as the user would. */
    private void step(int linesMax, Path store, String... arguments) {
        say("$ varve " + String.join(" ", arguments) + " --store " + store
                + (linesMax < Integer.MAX_VALUE ? " | head -" + linesMax : ""));
        Console console = root.console();
        Output head = new Output(new FirstLines(console.out(), linesMax));
        String[] whole = Stream.concat(Stream.of("--store", store.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        int status = Main.run(console.redirected(InputStream.nullInputStream(), head), whole);
        if (status != 0) {
            throw new RefusalException("the demo stopped, since this command failed: see the line above");
        }
        say("");
    }

    private void say(String text) {
        root.console().out().line(text);
        root.console().out().flush();
    }

    private static void remove(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
