package io.varve.cli;

import io.varve.Cursor;
import io.varve.Partition;
import io.varve.ReadOptions;
import io.varve.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code varve read}: writes the records of a topic to standard output. */
@Command(name = "read", header = "Read a topic's records.", description = """

    Without --partition all partitions are read, one after the other.

    A line of JSON has partition, offset, timestamp, key, value and headers; key and value are strings, \
    or null where there is none; those that are no UTF-8 are in keyBase64 and valueBase64. Headers are \
    an object or, where a name repeats or a value is no UTF-8, an array of {"name":…,"value":…} with \
    value or valueBase64. Such lines can be appended again with 'varve append --format jsonl'.

    With --follow it goes on until it is interrupted. A store is open in one process at a time, so it \
    looks for new records several times a second and leaves the store to others in between.
    """)
final class ReadCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(paramLabel = "TOPIC", description = "the topic")
    private String topicName = "";

    @Option(names = "--partition", paramLabel = "P", description = "read this partition only")
    private @Nullable Integer partition;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            converter = StartingPoint.Converter.class,
            description =
                    "earliest (the default), latest, an offset, or @TIME for the first record dated at or after it, in"
                            + " ms since 1970 or as in @2026-01-31T12:00:00Z (UTC where no offset is given)")
    private StartingPoint from = new StartingPoint.Earliest();

    @Option(names = "--max", paramLabel = "N", description = "stop after so many records")
    private long recordsMax = Long.MAX_VALUE;

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is appended later")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "lines: the value (the default); jsonl: a JSON object")
    private LineFormat format = LineFormat.LINES;

    @Spec
    private @Nullable CommandSpec spec;

    ReadCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        if (recordsMax < 0) {
            throw misuse("--max " + recordsMax + ": expected 0 or more");
        }
        RecordWriter writer = format.writer(root.console().out());
        if (follow) {
            new Following(root, topicName, this::positions, writer, recordsMax, partition == null).run();
        } else {
            root.withTopic(topicName, topic -> read(topic, writer));
        }
    }

    private void read(Topic topic, RecordWriter writer) {
        long recordsLeft = recordsMax;
        for (Position position : positions(topic)) {
            recordsLeft -= copy(position.partition(), position.offset(), recordsLeft, writer);
        }
    }

    /** Where reading begins, in each partition that is read. */
    record Position(Partition partition, long offset) {}

    private List<Position> positions(Topic topic) {
        List<Partition> partitions = partition == null ? topic.partitions() : List.of(topic.partition(partition));
        if (from instanceof StartingPoint.Offset && partitions.size() > 1) {
            throw misuse("topic '" + topicName + "' has " + partitions.size()
                    + " partitions, each with offsets of its own: name one with --partition");
        }
        return partitions.stream()
                .map(each -> new Position(each, from.offsetIn(each)))
                .toList();
    }

    /** Writes a partition's records from an offset to the visible end; answers how many. */
    static long copy(Partition partition, long fromOffset, long recordsMax, RecordWriter writer) {
        long count = 0;
        try (Cursor cursor = partition.read(ReadOptions.from(fromOffset).maxRecords(recordsMax))) {
            while (cursor.next()) {
                writer.write(partition.index(), cursor.record());
                count++;
            }
        }
        return count;
    }

    private RuntimeException misuse(String message) {
        return spec == null ? new RefusalException(message) : new ParameterException(spec.commandLine(), message);
    }
}
