package io.varve.cli;

import io.varve.Cursor;
import io.varve.Partition;
import io.varve.ReadOptions;
import io.varve.Topic;
import io.varve.Varve;
import io.varve.error.StoreLockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code varve read --follow}: reads what is there, then what comes.
 *
 * <p>What comes is appended by other processes, and a store is open in one process at a time. So between its looks it
 * closes the store; it opens it again when a file of the topic has changed, and when nobody else has it open. Threads:
 * one reads; an interrupt's asks it to stop.
 */
final class Following implements Runnable {

    private static final long POLL_NANOS = 200_000_000;

    private final VarveCommand root;
    private final String topicName;
    private final Function<Topic, List<ReadCommand.Position>> start;
    private final RecordWriter writer;
    private final boolean followsNewPartitions;
    private final Map<Integer, Long> nextOffsets = new TreeMap<>();
    private long recordsLeft;
    private @Nullable UUID topicId;

    /** The topic's files when they were last read. */
    private String seenTraces = "";

    /** Set by an interrupt, read by the reader between its looks. */
    private volatile boolean stopped;

    Following(
            VarveCommand root,
            String topicName,
            Function<Topic, List<ReadCommand.Position>> start,
            RecordWriter writer,
            long recordsMax,
            boolean followsNewPartitions) {
        this.root = root;
        this.topicName = topicName;
        this.start = start;
        this.writer = writer;
        this.recordsLeft = recordsMax;
        this.followsNewPartitions = followsNewPartitions;
    }

    @Override
    public void run() {
        Thread reader = Thread.currentThread();
        Interrupts interrupts = root.console().interrupts();
        interrupts.during(this::follow, () -> {
            stopped = true;
            LockSupport.unpark(reader);
            interrupts.awaitEnd();
        });
    }

    private void follow() {
        root.checkStoreExists();
        while (!stopped && recordsLeft > 0) {
            if (traces().equals(seenTraces) || !isRead()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** Reads what is there; false where another process has the store. */
    private boolean isRead() {
        try (Varve varve = Varve.open(root.storeFolder())) {
            read(varve.topic(topicName));
            seenTraces = traces(); // before the store is closed: from then on others may write
        } catch (StoreLockedException taken) {
            return false;
        }
        root.console().out().flush();
        return true;
    }

    private void read(Topic topic) {
        if (topicId == null) {
            topicId = topic.id();
            start.apply(topic)
                    .forEach(position -> nextOffsets.put(position.partition().index(), position.offset()));
        } else if (!topicId.equals(topic.id())) {
            throw new RefusalException(
                    "topic '" + topicName + "' was deleted and made anew; read it from its beginning");
        }
        if (followsNewPartitions) {
            topic.partitions()
                    .forEach(partition -> nextOffsets.putIfAbsent(partition.index(), partition.startOffset()));
        }
        for (Map.Entry<Integer, Long> next : nextOffsets.entrySet()) {
            next.setValue(copy(topic.partition(next.getKey()), next.getValue()));
        }
    }

    private long copy(Partition partition, long fromOffset) {
        try (Cursor cursor = partition.read(ReadOptions.from(fromOffset).maxRecords(recordsLeft))) {
            while (!stopped && cursor.next()) {
                writer.write(partition.index(), cursor.record());
                recordsLeft--;
            }
            return cursor.position();
        }
    }

    /** What a change of the topic's logs would change: names and sizes. */
    private String traces() {
        StringBuilder traces = new StringBuilder();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(root.storeFolder().resolve("topics"), topicName + "-*")) {
            for (Path folder : folders) {
                logTraces(folder, traces);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot look into " + root.storeFolder() + ": " + failure, failure);
        }
        return traces.append('.').toString();
    }

    private static void logTraces(Path folder, StringBuilder traces) throws IOException {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path log : logs) {
                traces.append(log).append(' ').append(Files.size(log)).append('\n');
            }
        } catch (NoSuchFileException removed) {
            traces.append("removed meanwhile\n");
        }
    }
}
