package io.varve.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A rehearsal of the commands in one process, which the launcher has recorded as the archive that makes the next start
 * short (JEP 514). Whatever it leaves out still works, only starts slower; so it may fail without harm.
 */
final class Training {

    /** Enough to make the JVM remember which code is worth compiling. */
    private static final int EVENTS = 30_000;

    private static final String TOPIC = "training";

    private Training() {}

    /** Runs what people run, into nowhere. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("varve-training-");
        try {
            rehearse(folder.resolve("store"));
        } finally {
            remove(folder);
        }
    }

    private static void rehearse(Path store) {
        run(store, "", "--help");
        run(store, "", "--version");
        run(store, "", "append", "--help");
        run(store, "", "no-such-command");
        run(store, events(), "append", TOPIC, "--format", "jsonl");
        run(store, "a line\nanother\n", "append", TOPIC, "--durability", "os");
        run(store, "", "read", TOPIC, "--format", "jsonl");
        run(store, "", "read", TOPIC, "--from", "@2020-01-01T00:00:00Z", "--max", "10");
        run(store, "", "topic", "list");
        run(store, "", "topic", "describe", TOPIC);
        run(store, "", "stats");
        run(store, "", "doctor");
        Path partition = store.resolve("topics").resolve(TOPIC + "-0");
        run(store, "", "dump", partition.resolve("00000000000000000000.index").toString());
        run(store, "", "dump", partition.resolve("00000000000000000000.log").toString());
    }

    private static void run(Path store, String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        OutputStream nowhere = OutputStream.nullOutputStream();
        Main.run(Console.of(in, nowhere, nowhere, Map.of("VARVE_STORE", store.toString())), arguments);
    }

    private static String events() {
        StringBuilder lines = new StringBuilder();
        for (int index = 0; index < EVENTS; index++) {
            lines.append("{\"key\":\"key-").append(index % 1000);
            lines.append("\",\"timestamp\":").append(1_577_836_800_000L + index);
            lines.append(",\"value\":{\"commit\":\"642da2f28c9\",\"added\":10,\"deleted\":")
                    .append(index);
            lines.append(index % 100 == 0 ? "},\"headers\":{\"source\":\"training\"}}\n" : "}}\n");
        }
        return lines.toString();
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
