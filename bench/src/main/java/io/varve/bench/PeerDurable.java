package io.varve.bench;

import io.varve.bench.Writers.Kind;
import io.varve.bench.peer.BookKeeperJournal;
import io.varve.bench.peer.RawFile;
import io.varve.bench.peer.RocksPeer;
import io.varve.bench.peer.UnifiedLogPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The peers' sides of the durable rows. */
final class PeerDurable {

    private static final long RAW_FILE_BYTES_MIN = 16L << 20;

    private final Workspace workspace;

    PeerDurable(Workspace workspace) {
        this.workspace = workspace;
    }

    /** One thread that writes so many values at once and forces them: what the device gives without any checks. */
    Sampling raw(int valueBytes, int group) {
        ByteBuffer values = ByteBuffer.allocateDirect(valueBytes * group);
        Payload.noise(group, valueBytes).forEach(values::put);
        long fileBytes = Math.max(RAW_FILE_BYTES_MIN, 2L * values.capacity());
        return effort -> round("raw", folder -> {
            try (RawFile file = RawFile.preallocate(folder.resolve("raw"), fileBytes)) {
                double[] figures = new Writers(1, Kind.PLATFORM)
                        .run(effort, valueBytes * group, _ -> () -> file.append(values.clear()))
                        .figures();
                figures[0] *= group;
                return figures;
            }
        });
    }

    /** One value a batch, encoded, appended and flushed. */
    Sampling kafka(int valueBytes) {
        List<byte[]> values = Payload.noise(1, valueBytes);
        return effort -> round("kafka", folder -> {
            try (UnifiedLogPeer log = UnifiedLogPeer.open(folder)) {
                Writers.Outcome outcome = new Writers(1, Kind.PLATFORM).run(effort, valueBytes, _ -> () -> {
                    log.append(UnifiedLogPeer.encode("none", System.currentTimeMillis(), values));
                    log.flush();
                });
                Load.checkCount(UnifiedLogPeer.NAME, log.endOffset(), outcome.records());
                return outcome.figures();
            }
        });
    }

    /** Synced puts under ascending keys, by platform threads: a call into the library holds its thread anyway. */
    Sampling rocks(int threads, int valueBytes) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return effort -> round("rocks", folder -> {
            try (RocksPeer rocks = new RocksPeer(folder)) {
                Writers.Outcome outcome =
                        new Writers(threads, Kind.PLATFORM).run(effort, valueBytes, _ -> () -> rocks.put(value));
                Load.checkCount(RocksPeer.NAME, rocks.count(), outcome.records());
                return outcome.figures();
            }
        });
    }

    /** Writers that wait for each entry. */
    Sampling bookKeeper(Writers writers, int valueBytes) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return effort -> round("bookkeeper", folder -> {
            try (BookKeeperJournal journal = new BookKeeperJournal(folder)) {
                return writers.run(effort, valueBytes, _ -> () -> journal.append(value))
                        .figures();
            }
        });
    }

    /** One writer with many entries under way. */
    Sampling bookKeeper(InFlight inFlight, int valueBytes) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return effort -> round("bookkeeper", folder -> {
            try (BookKeeperJournal journal = new BookKeeperJournal(folder)) {
                return inFlight.run(effort, valueBytes, answer -> journal.append(value, answer::answer))
                        .figures();
            }
        });
    }

    /** What is done in a folder. */
    @FunctionalInterface
    private interface Work {
        double[] in(Path folder) throws IOException, InterruptedException;
    }

    private double[] round(String name, Work work) throws IOException, InterruptedException {
        Path folder = workspace.fresh(name);
        try {
            return work.in(folder);
        } finally {
            Workspace.remove(folder);
        }
    }
}
