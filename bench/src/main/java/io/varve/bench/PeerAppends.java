package io.varve.bench;

import io.varve.bench.peer.ChroniclePeer;
import io.varve.bench.peer.RawFile;
import io.varve.bench.peer.UnifiedLogPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** The peers' sides of the append rows. */
final class PeerAppends {

    private static final int SINGLES_IN_BLOCK = 100;
    private static final int MAPPED_IN_BLOCK = 1000;
    private static final int BATCHES_IN_BLOCK = 10;
    private static final long RAW_FILE_BYTES = 64L << 20;

    /** What they append is in the operating system already. */
    private static final Load.Drain NOTHING = () -> {};

    private final Workspace workspace;

    PeerAppends(Workspace workspace) {
        this.workspace = workspace;
    }

    /** One value a call into the mapped file. */
    Measurement chronicle(int valueBytes) {
        return effort -> workspace.inFresh("chronicle", folder -> {
            try (ChroniclePeer queue = new ChroniclePeer(folder, valueBytes)) {
                long[] appended = new long[1];
                double figure = Load.recordsPerSecond(
                        effort,
                        valueBytes,
                        () -> {
                            for (int i = 0; i < MAPPED_IN_BLOCK; i++) {
                                queue.append(++appended[0]);
                            }
                            return (long) MAPPED_IN_BLOCK * valueBytes;
                        },
                        NOTHING,
                        true);
                Load.checkCount(ChroniclePeer.NAME, queue.count(), appended[0]);
                return figure;
            }
        });
    }

    /** One record a call, each as a batch of its own, as its format demands. */
    Measurement kafkaSingle(int valueBytes) {
        List<byte[]> value = Payload.noise(1, valueBytes);
        return kafka(valueBytes, log -> () -> {
            for (int i = 0; i < SINGLES_IN_BLOCK; i++) {
                log.append(UnifiedLogPeer.encode("none", System.currentTimeMillis(), value));
            }
            return (long) SINGLES_IN_BLOCK * valueBytes;
        });
    }

    /** Batches, encoded as part of the work. */
    Measurement kafkaBatch(int batchRecords, int valueBytes) {
        return kafkaBatches("none", Payload.noise(batchRecords, valueBytes), valueBytes);
    }

    /** Batches of compressible values, compressed as part of the work. */
    Measurement kafkaCompressed(String codec, int batchRecords, int valueBytes) {
        return kafkaBatches(codec, Payload.orders(batchRecords, valueBytes), valueBytes);
    }

    private Measurement kafkaBatches(String codec, List<byte[]> values, int valueBytes) {
        return kafka(valueBytes, log -> () -> {
            for (int i = 0; i < BATCHES_IN_BLOCK; i++) {
                log.append(UnifiedLogPeer.encode(codec, System.currentTimeMillis(), values));
            }
            return (long) BATCHES_IN_BLOCK * values.size() * valueBytes;
        });
    }

    /** The same batch, encoded once, again and again. */
    Measurement kafkaPrepared(int batchRecords, int valueBytes) {
        MemoryRecords batch =
                UnifiedLogPeer.encode("none", System.currentTimeMillis(), Payload.noise(batchRecords, valueBytes));
        return kafka(valueBytes, log -> () -> {
            for (int i = 0; i < BATCHES_IN_BLOCK; i++) {
                log.appendAgain(batch);
            }
            return (long) BATCHES_IN_BLOCK * batchRecords * valueBytes;
        });
    }

    /** One record a call, forced before the next. */
    Measurement kafkaForced(int valueBytes) {
        List<byte[]> value = Payload.noise(1, valueBytes);
        return kafka(valueBytes, log -> () -> {
            log.append(UnifiedLogPeer.encode("none", System.currentTimeMillis(), value));
            log.flush();
            return valueBytes;
        });
    }

    /** One positional write a call, forced before the next. */
    Measurement rawFile(int valueBytes) {
        ByteBuffer value = ByteBuffer.allocateDirect(valueBytes);
        return effort -> workspace.inFresh("raw", folder -> {
            try (RawFile file = RawFile.preallocate(folder.resolve("raw"), RAW_FILE_BYTES)) {
                return Load.recordsPerSecond(
                        effort,
                        valueBytes,
                        () -> {
                            file.append(value.clear());
                            return valueBytes;
                        },
                        NOTHING,
                        true);
            }
        });
    }

    /** What one round appends to a log. */
    @FunctionalInterface
    private interface Worker {
        Load.Block on(UnifiedLogPeer log) throws IOException;
    }

    /** A round in a log of its own, whose count of records is checked at the end. */
    private Measurement kafka(int valueBytes, Worker worker) {
        return effort -> workspace.inFresh("kafka", folder -> {
            try (UnifiedLogPeer log = UnifiedLogPeer.open(folder)) {
                Load.Block block = worker.on(log);
                long[] bytes = new long[1];
                double figure = Load.recordsPerSecond(
                        effort,
                        valueBytes,
                        () -> {
                            long appended = block.append();
                            bytes[0] += appended;
                            return appended;
                        },
                        NOTHING,
                        true);
                Load.checkCount(UnifiedLogPeer.NAME, log.endOffset(), bytes[0] / valueBytes);
                return figure;
            }
        });
    }
}
