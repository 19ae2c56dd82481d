package io.varve.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.varve.Cursor;
import io.varve.Topic;
import io.varve.Varve;
import io.varve.bench.peer.LoadedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Opening a store of many segments, and what it holds of the machine when each partition has been read from. */
final class Opens {

    private static final int TENTH = 10;

    private final Workspace workspace;

    Opens(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The whole store. */
    Sampling varve() {
        return _ -> {
            Path store = ManySegments.store(workspace);
            Held before = Held.now();
            long start = System.nanoTime();
            try (Varve varve = Varve.open(store)) {
                double openMs = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                long records = readOneOfEach(varve);
                double readMs = (System.nanoTime() - start) / 1e6;
                Load.checkCount("Varve", records, ManySegments.PARTITIONS);
                Held held = Held.now().since(before);
                return new double[] {openMs, readMs, held.files(), held.heapBytes() / (double) ManySegments.SEALED};
            }
        };
    }

    private static long readOneOfEach(Varve varve) {
        long records = 0;
        for (Topic topic : varve.topics()) {
            for (int i = 0; i < topic.partitionCount(); i++) {
                try (Cursor cursor = topic.partition(i).read(0)) {
                    records += cursor.next() ? 1 : 0;
                }
            }
        }
        return records;
    }

    /**
     * The partitions of one topic, one log after the other, as Kafka's broker does in each of its recovery threads; the
     * times and files are those of ten such topics.
     */
    Sampling kafka() {
        return _ -> {
            List<Path> folders = kafkaFolders();
            Held before = Held.now();
            List<LoadedLog> logs = new ArrayList<>();
            try (LoadedLog.Background background = new LoadedLog.Background()) {
                long start = System.nanoTime();
                for (Path folder : folders) {
                    logs.add(LoadedLog.afterOrderlyEnd(background, folder, ManySegments.SEALED_EACH + 1));
                }
                double openMs = (System.nanoTime() - start) / 1e6;
                start = System.nanoTime();
                for (LoadedLog log : logs) {
                    Load.checkCount("Kafka", log.endOffset(), ManySegments.SEALED_EACH + 1);
                    log.readAt(0);
                }
                double readMs = (System.nanoTime() - start) / 1e6;
                Held held = Held.now().since(before);
                double heapBytes = held.heapBytes() / ((double) ManySegments.SEALED / TENTH);
                return new double[] {openMs * TENTH, readMs * TENTH, (double) held.files() * TENTH, heapBytes};
            } finally {
                for (LoadedLog log : logs) {
                    log.close();
                }
            }
        };
    }

    /** The folders of one topic, copied, since Kafka adds files of its own. */
    private List<Path> kafkaFolders() throws IOException, InterruptedException {
        Path kept = workspace.kept("many-segments-kafka");
        Path complete = kept.resolve("complete");
        if (!Files.exists(complete)) {
            Workspace.remove(kept);
            Files.createDirectories(kept);
            for (Path folder : partitionFolders(ManySegments.store(workspace))) {
                copy(folder, kept.resolve(folder.getFileName()));
            }
            Files.createFile(complete);
        }
        return partitionFolders(kept);
    }

    private static List<Path> partitionFolders(Path parent) throws IOException {
        try (Stream<Path> paths = Files.walk(parent, 2)) {
            return paths.filter(path -> path.getFileName().toString().matches(ManySegments.topic(0) + "-\\d+"))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path folder, Path target) throws IOException {
        Files.createDirectory(target);
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, target.resolve(file.getFileName()));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    /**
     * What this process holds.
     *
     * @param files open files
     * @param heapBytes what of its heap is in use once garbage is collected
     */
    private record Held(long files, long heapBytes) {

        static Held now() {
            Workspace.rest();
            Runtime runtime = Runtime.getRuntime();
            long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Held(files, runtime.totalMemory() - runtime.freeMemory());
        }

        Held since(Held before) {
            return new Held(files - before.files, heapBytes - before.heapBytes);
        }
    }
}
