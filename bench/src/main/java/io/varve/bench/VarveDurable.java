package io.varve.bench;

import io.varve.Appender;
import io.varve.AppenderOptions;
import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Varve's side of the durable rows: a topic with its default durability, which is the device. */
final class VarveDurable implements AutoCloseable {

    private static final String TOPIC = "bench";

    private final Workspace workspace;

    /** The stores of many partitions, by their number: making one takes longer than a round, so that they are kept. */
    private final Map<Integer, Path> kept = new HashMap<>();

    VarveDurable(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Writers that wait for each record; each goes over all partitions, from a place of its own on. */
    Sampling writers(Writers writers, int valueBytes, int partitionCount) {
        NewRecord value = NewRecord.of(Payload.noise(1, valueBytes).getFirst());
        return effort -> round(partitionCount, topic -> {
            List<Partition> partitions = partitions(topic);
            return writers.run(effort, valueBytes, writer -> {
                int[] next = {writer * partitionCount / writers.count()};
                return () -> {
                    partitions.get(next[0]).append(value);
                    next[0] = (next[0] + 1) % partitionCount;
                };
            });
        });
    }

    /** One writer with an appender that does not linger: what comes while a batch is under way makes the next. */
    Sampling inFlight(InFlight inFlight, int valueBytes, int partitionCount) {
        NewRecord value = NewRecord.of(Payload.noise(1, valueBytes).getFirst());
        AppenderOptions options = AppenderOptions.DEFAULT
                .linger(Duration.ZERO)
                .bufferBytes(Math.max(AppenderOptions.DEFAULT.bufferBytes(), 2L * inFlight.recordsMax() * valueBytes));
        return effort -> round(partitionCount, topic -> {
            int[] next = {0};
            try (Appender appender = topic.appender(options)) {
                return inFlight.run(effort, valueBytes, answer -> {
                    var _ = appender.append(next[0], value).whenComplete((_, failure) -> answer.answer(failure));
                    next[0] = (next[0] + 1) % partitionCount;
                });
            }
        });
    }

    /** What is done with a topic. */
    @FunctionalInterface
    private interface Work {
        Writers.Outcome on(Topic topic) throws IOException, InterruptedException;
    }

    private double[] round(int partitionCount, Work work) throws IOException, InterruptedException {
        Path folder = partitionCount == 1 ? workspace.fresh("varve") : kept.get(partitionCount);
        if (folder == null) {
            folder = workspace.fresh("varve");
            kept.put(partitionCount, folder);
        }
        try (Varve varve = Varve.open(folder)) {
            Topic topic = varve.getOrCreateTopic(TopicSpec.of(TOPIC).partitions(partitionCount));
            long before = durableRecords(varve);
            Writers.Outcome outcome = work.on(topic);
            Load.checkCount("Varve", durableRecords(varve), before + outcome.records());
            if (partitionCount == 1) {
                varve.deleteTopic(TOPIC); // closing has nothing to force then
            }
            return outcome.figures();
        } finally {
            if (partitionCount == 1) {
                Workspace.remove(folder);
            }
        }
    }

    private static long durableRecords(Varve varve) {
        return varve.statistics().partitions().stream()
                .mapToLong(PartitionStatistics::durableEndOffset)
                .sum();
    }

    private static List<Partition> partitions(Topic topic) {
        List<Partition> partitions = new ArrayList<>();
        for (int i = 0; i < topic.partitionCount(); i++) {
            partitions.add(topic.partition(i));
        }
        return partitions;
    }

    /** Removes the stores that were kept. */
    @Override
    public void close() throws IOException {
        for (Path folder : kept.values()) {
            Workspace.remove(folder);
        }
    }
}
