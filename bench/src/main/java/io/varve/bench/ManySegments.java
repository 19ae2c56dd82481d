package io.varve.bench;

import io.varve.AppendOptions;
import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.PreparedBatch;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A store of many small segments: ten topics of a thousand partitions, each with ten sealed segments of one record and
 * a last one. Making it takes longer than measuring it, so that it is kept from run to run.
 */
final class ManySegments {

    static final int TOPICS = 10;
    static final int PARTITIONS_EACH = 1000;
    static final int SEALED_EACH = 10;
    static final int PARTITIONS = TOPICS * PARTITIONS_EACH;
    static final int SEALED = PARTITIONS * SEALED_EACH;

    /** Two such records do not fit into a segment. */
    private static final int VALUE_BYTES = 600;

    private static final String SEGMENT_BYTES = "1024";

    private ManySegments() {}

    static String topic(int index) {
        return "many-" + index;
    }

    /** Makes the store where it is not there yet, and gives its folder. */
    static Path store(Workspace workspace) throws IOException, InterruptedException {
        Path kept = workspace.kept("many-segments");
        Path store = kept.resolve("store");
        Path complete = kept.resolve("complete");
        if (!Files.exists(complete)) {
            Workspace.remove(kept);
            Files.createDirectories(kept);
            make(store);
            Files.createFile(complete);
        }
        return store;
    }

    /** Ten threads: it is the device that takes the time. */
    private static void make(Path store) throws IOException, InterruptedException {
        try (Varve varve = Varve.open(store);
                ExecutorService threads = Executors.newFixedThreadPool(TOPICS)) {
            List<Future<?>> fills = new ArrayList<>();
            for (int i = 0; i < TOPICS; i++) {
                TopicSpec spec =
                        TopicSpec.of(topic(i)).partitions(PARTITIONS_EACH).with("segment.bytes", SEGMENT_BYTES);
                fills.add(threads.submit(() -> fill(varve.createTopic(spec))));
            }
            for (Future<?> fill : fills) {
                fill.get();
            }
            varve.flush();
            Load.checkCount(
                    "Varve",
                    varve.statistics().partitions().stream()
                            .mapToLong(PartitionStatistics::segmentCount)
                            .sum(),
                    SEALED + PARTITIONS);
        } catch (ExecutionException failure) {
            throw new IOException("cannot make a store of many segments in " + store, failure);
        }
    }

    private static void fill(Topic topic) {
        // A prepared batch stays one: records appended singly would gather into a batch that is never divided.
        PreparedBatch batch = PreparedBatch.of(
                List.of(NewRecord.of(Payload.noise(1, VALUE_BYTES).getFirst())), Compression.NONE);
        for (int i = 0; i < topic.partitionCount(); i++) {
            Partition partition = topic.partition(i);
            for (int segment = 0; segment <= SEALED_EACH; segment++) {
                partition.append(batch, AppendOptions.reaching(Durability.MEMORY));
            }
        }
    }
}
