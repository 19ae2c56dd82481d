package io.varve.bench;

import io.varve.AppendOptions;
import io.varve.Appender;
import io.varve.AppenderOptions;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Varve's side of the append rows. */
final class VarveAppends {

    private static final int SINGLES_IN_BLOCK = 1000;
    private static final int BATCHES_IN_BLOCK = 10;

    private final Workspace workspace;

    VarveAppends(Workspace workspace) {
        this.workspace = workspace;
    }

    /** One record a call, acknowledged from memory. */
    Measurement single(int valueBytes, boolean drained) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return measured(Durability.MEMORY, "producer", valueBytes, drained, partition -> () -> {
            for (int i = 0; i < SINGLES_IN_BLOCK; i++) {
                partition.append(NewRecord.of(value));
            }
            return (long) SINGLES_IN_BLOCK * valueBytes;
        });
    }

    /** One record a call, each written to the operating system before the call returns. */
    Measurement singleInOs(int valueBytes) {
        return forced(valueBytes, Durability.OS);
    }

    /** One record a call, each as safe as the durability says before the call returns. */
    Measurement forced(int valueBytes, Durability durability) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return measured(durability, "producer", valueBytes, false, partition -> () -> {
            partition.append(NewRecord.of(value), AppendOptions.reaching(durability));
            return valueBytes;
        });
    }

    /** One record a call through the appender, acknowledged when in the operating system; flushed at the end. */
    Measurement pipelined(int valueBytes) {
        byte[] value = Payload.noise(1, valueBytes).getFirst();
        return effort -> workspace.inFresh("varve", folder -> {
            try (VarveLog log = VarveLog.open(folder, Durability.OS);
                    Appender appender = log.topic().appender(AppenderOptions.DEFAULT)) {
                Counted counted = new Counted(
                        () -> {
                            for (int i = 0; i < SINGLES_IN_BLOCK; i++) {
                                var _ = appender.append(0, NewRecord.of(value));
                            }
                            return (long) SINGLES_IN_BLOCK * valueBytes;
                        },
                        valueBytes);
                double figure = Load.recordsPerSecond(effort, valueBytes, counted, appender::flush, true);
                // Acknowledged is visible: the appender has been flushed.
                Load.checkCount("Varve", log.partition().visibleEndOffset(), counted.records());
                return figure;
            }
        });
    }

    /** Batches, encoded as part of the work. */
    Measurement batch(int batchRecords, int valueBytes, boolean drained) {
        return batches("producer", Payload.noise(batchRecords, valueBytes), valueBytes, drained);
    }

    /** Batches of compressible values, compressed as part of the work. */
    Measurement compressed(String codec, int batchRecords, int valueBytes) {
        return batches(codec, Payload.orders(batchRecords, valueBytes), valueBytes, true);
    }

    private Measurement batches(String codec, List<byte[]> values, int valueBytes, boolean drained) {
        return measured(Durability.MEMORY, codec, valueBytes, drained, partition -> () -> {
            for (int i = 0; i < BATCHES_IN_BLOCK; i++) {
                partition.append(records(values));
            }
            return (long) BATCHES_IN_BLOCK * values.size() * valueBytes;
        });
    }

    /** The same batch, encoded once, again and again. */
    Measurement prepared(int batchRecords, int valueBytes) {
        PreparedBatch batch = PreparedBatch.of(records(Payload.noise(batchRecords, valueBytes)), Compression.NONE);
        return measured(Durability.MEMORY, "producer", valueBytes, true, partition -> () -> {
            for (int i = 0; i < BATCHES_IN_BLOCK; i++) {
                partition.append(batch, AppendOptions.DEFAULT);
            }
            return (long) BATCHES_IN_BLOCK * batchRecords * valueBytes;
        });
    }

    private static List<NewRecord> records(List<byte[]> values) {
        List<NewRecord> records = new ArrayList<>(values.size());
        for (byte[] value : values) {
            records.add(NewRecord.of(value));
        }
        return records;
    }

    /** What one round appends to a log. */
    @FunctionalInterface
    private interface Worker {
        Load.Block on(Partition partition);
    }

    /** A round in a log of its own, whose count of records is checked at the end. */
    private Measurement measured(Durability durability, String codec, int valueBytes, boolean drained, Worker worker) {
        return effort -> workspace.inFresh("varve", folder -> {
            try (VarveLog log = VarveLog.open(folder, durability, codec)) {
                Counted counted = new Counted(worker.on(log.partition()), valueBytes);
                double figure = Load.recordsPerSecond(effort, valueBytes, counted, log::drain, drained);
                int drains = drained ? 2 : 1;
                Load.checkCount("Varve", log.partition().endOffset(), counted.records() + drains);
                return figure;
            }
        });
    }

    /** Counts what a block appends. */
    private static final class Counted implements Load.Block {

        private final Load.Block block;
        private final int valueBytes;
        private long bytes;

        private Counted(Load.Block block, int valueBytes) {
            this.block = block;
            this.valueBytes = valueBytes;
        }

        @Override
        public long append() throws IOException {
            long appended = block.append();
            bytes += appended;
            return appended;
        }

        private long records() {
            return bytes / valueBytes;
        }
    }
}
