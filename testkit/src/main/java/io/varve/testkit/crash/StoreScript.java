package io.varve.testkit.crash;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.Receipt;
import io.varve.StoreOptions;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.Surroundings;
import io.varve.record.Durability;
import io.varve.testkit.crash.HistoryViolation.Kind;
import io.varve.testkit.schedule.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a short workload may ask of a store, step by step; each step goes into the history. A step that fails ends the
 * script with the store's own exception. One thread at a time.
 */
final class StoreScript {

    private final StoreHistory history;
    private final Schedule schedule;
    private final Disk disk;
    private final Path directory;
    private @Nullable Varve varve;

    StoreScript(StoreHistory history, Schedule schedule, Disk disk, Path directory) {
        this.history = history;
        this.schedule = schedule;
        this.disk = disk;
        this.directory = directory;
    }

    Varve varve() {
        if (varve == null) {
            throw new IllegalStateException("the store is not open");
        }
        return varve;
    }

    /** Opens the store and holds what is there against the history. */
    StoreScript open() {
        Surroundings surroundings = new Surroundings(disk, schedule.clock(), schedule.entropy(), schedule.workers());
        varve = Varve.open(
                directory,
                StoreOptions.DEFAULT.hotBytes(StoreOptions.HOT_BYTES_MIN).journalBytes(StoreOptions.JOURNAL_BYTES_MIN),
                surroundings);
        history.check(varve);
        return this;
    }

    StoreScript close() {
        varve().close();
        varve = null;
        return this;
    }

    /** Closes what a step that failed has left open. */
    void closeQuietly() {
        if (varve != null) {
            try {
                varve.close();
            } catch (StorageFailedException failed) {
                history.totals().mark(CoverageMark.APPEND_FAILED);
            }
            varve = null;
        }
    }

    StoreScript topic(String name, int partitions, String... configuration) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(TopicHistory.DURABILITY, "disk");
        for (int index = 0; index < configuration.length; index += 2) {
            settings.put(configuration[index], configuration[index + 1]);
        }
        TopicHistory topic = new TopicHistory(name, partitions, settings, history.totals());
        history.topics().put(name, topic);
        varve().createTopic(new TopicSpec(name, partitions, settings));
        topic.existence = TopicHistory.Existence.THERE;
        topic.has(partitions);
        return this;
    }

    StoreScript deleteTopic(String name) {
        TopicHistory topic = topicHistory(name);
        topic.existence = TopicHistory.Existence.BEING_DELETED;
        varve().deleteTopic(name);
        history.topics().remove(name);
        return this;
    }

    StoreScript append(String topic, int partition, int count, int fillerBytes) {
        return append(topic, partition, count, fillerBytes, AppendOptions.DEFAULT);
    }

    StoreScript append(String topic, int partition, int count, int fillerBytes, AppendOptions options) {
        append(topic, partition, count, fillerBytes, options, 0);
        return this;
    }

    private void append(String topic, int index, int count, int fillerBytes, AppendOptions options, int client) {
        PartitionHistory partition = topicHistory(topic).partitions.get(index);
        Attempt attempt = partition.begin(history.nextAttempt(), client, count, fillerBytes);
        try {
            Receipt receipt = varve().topic(topic)
                    .partition(index)
                    .append(Payload.records(attempt, schedule.clock().wallTimeMs()), options);
            boolean readable = receipt.durability().compareTo(topicHistory(topic).strongest) >= 0;
            partition.acknowledged(attempt, receipt.offset(), receipt.durability(), readable);
        } catch (StorageFailedException | ClosedException failure) {
            partition.unknown(attempt);
            throw failure;
        }
    }

    /** Several producers append at once. */
    StoreScript together(String topic, int partition, int producers) {
        List<Thread> threads = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (int client = 1; client <= producers; client++) {
            int number = client;
            threads.add(schedule.start("producer-" + number, () -> {
                try {
                    append(topic, partition, 1, 60, AppendOptions.DEFAULT, number);
                } catch (StorageFailedException | ClosedException failure) {
                    failures.add(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("nobody interrupts this thread", interrupted);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return this;
    }

    StoreScript flush(String topic, int partition) {
        PartitionHistory known = topicHistory(topic).partitions.get(partition);
        long end = known.acknowledgedEnd();
        varve().topic(topic).partition(partition).flush();
        known.durableBefore(end);
        return this;
    }

    StoreScript deleteBefore(String topic, int partition, long offset) {
        PartitionHistory known = topicHistory(topic).partitions.get(partition);
        known.deleting(offset);
        varve().topic(topic).partition(partition).deleteRecordsBefore(offset);
        known.deleted(offset);
        return this;
    }

    StoreScript read(String topic, int index) {
        Partition partition = varve().topic(topic).partition(index);
        PartitionHistory known = topicHistory(topic).partitions.get(index);
        try (Cursor cursor = partition.read(partition.startOffset())) {
            while (cursor.next()) {
                known.seen(cursor.record(), topicHistory(topic).weakest);
            }
        }
        return this;
    }

    /** Lets time pass: background work gets its turn. */
    StoreScript pause(long ms) {
        schedule.sleep(ms * 1_000_000);
        return this;
    }

    /** Removes the files of a folder whose names end so, as somebody who cleans up might; the store is closed. */
    StoreScript removeFiles(String suffix) {
        Path topics = directory.resolve("topics");
        for (String folder : disk.list(topics)) {
            for (String name : disk.list(topics.resolve(folder))) {
                if (name.endsWith(suffix)) {
                    disk.delete(topics.resolve(folder).resolve(name));
                }
            }
        }
        return this;
    }

    /** Goes on with every partition: it must take records, and give them. */
    StoreScript goOn() {
        for (TopicHistory topic : List.copyOf(history.topics().values())) {
            for (int index = 0; index < topic.partitions.size(); index++) {
                append(topic.name, index, 1, 10, AppendOptions.reaching(Durability.DISK));
                read(topic.name, index);
            }
        }
        return this;
    }

    private TopicHistory topicHistory(String name) {
        TopicHistory topic = history.topics().get(name);
        if (topic == null) {
            throw new HistoryViolation(Kind.TOPIC, name + " is not known to the history");
        }
        return topic;
    }
}
