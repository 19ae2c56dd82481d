package io.varve.bench;

import io.varve.Varve;
import io.varve.bench.peer.LoadedLog;
import io.varve.bench.peer.UnifiedLogPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opening what a killed process has left: every record that it was told is safe must be there. */
final class Recoveries {

    private static final long BYTES_MAX = 256L << 20;
    private static final int VALUE_BYTES = 1 << 10;
    private static final int BATCH_RECORDS = 60;
    private static final long END_SECONDS_MAX = 60;

    private final Workspace workspace;

    Recoveries(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * A child process appends, is told that all is on the device, and is killed; the time until its log can be read.
     */
    Measurement varve() {
        return effort -> workspace.inFresh("killed", folder -> {
            long records = Math.min(effort.bytesMax(), BYTES_MAX) / VALUE_BYTES;
            writeAndKill(folder, records);
            long start = System.nanoTime();
            try (Varve varve = Varve.open(folder)) {
                long found = varve.topic(KilledWriter.TOPIC).partition(0).visibleEndOffset();
                double seconds = (System.nanoTime() - start) / 1e9;
                Load.checkCount("Varve", found, records);
                long bytes = varve.statistics().partitions().getFirst().sizeBytes();
                varve.deleteTopic(KilledWriter.TOPIC); // closing has nothing to force then
                return bytes / 1e6 / seconds;
            }
        });
    }

    private static void writeAndKill(Path folder, long records) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.toString(),
                        Long.toString(records),
                        Integer.toString(VALUE_BYTES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line;
        try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
            line = said.readLine();
        } finally {
            child.destroyForcibly();
        }
        if (!child.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException("process " + child.pid() + " does not die");
        }
        if (!KilledWriter.DONE.equals(line)) {
            throw new IOException("the process to be killed said " + line + ": expected " + KilledWriter.DONE);
        }
    }

    /** Kafka's log, told that its end was not orderly and that nothing of it is known to be on the device. */
    Measurement kafka() {
        List<byte[]> values = Payload.noise(BATCH_RECORDS, VALUE_BYTES);
        return effort -> workspace.inFresh("kafka", folder -> {
            long batches = Math.min(effort.bytesMax(), BYTES_MAX) / VALUE_BYTES / BATCH_RECORDS;
            long bytes = writeKafka(folder, batches, values);
            try (LoadedLog.Background background = new LoadedLog.Background()) {
                long start = System.nanoTime();
                LoadedLog loaded = LoadedLog.afterCrash(background, folder.resolve("bench-0"));
                double seconds = (System.nanoTime() - start) / 1e9;
                loaded.close();
                Load.checkCount("Kafka", loaded.endOffset(), batches * BATCH_RECORDS);
                return bytes / 1e6 / seconds;
            }
        });
    }

    private static long writeKafka(Path folder, long batches, List<byte[]> values) throws IOException {
        try (LoadedLog.Background background = new LoadedLog.Background();
                LoadedLog log = LoadedLog.empty(background, folder.resolve("bench-0"))) {
            for (long i = 0; i < batches; i++) {
                log.append(UnifiedLogPeer.encode("none", 0, values));
            }
            return log.sizeBytes();
        }
    }
}
