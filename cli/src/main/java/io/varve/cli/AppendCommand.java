package io.varve.cli;

import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Compression;
import io.varve.record.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve append}: appends the lines of files or of standard input to a topic. */
@Command(name = "append", header = "Append the lines of files, or of standard input, to a topic.", description = """

    A missing topic is made, with one partition. Files may be gzip; - is standard input.

    A line of JSON is an object {"key":…,"value":…,"timestamp":ms,"headers":{…}}; all but value may be \
    left out. A key, value or header that is no string is stored as its JSON text, as it stands there; a \
    null value is a tombstone. keyBase64 and valueBase64 stand for key and value that are no text. \
    Headers are an object or, to repeat a name, an array of {"name":…,"value":…} with value or \
    valueBase64. What 'varve read' writes can be appended again: its partition and offset are passed \
    over. Empty lines are skipped.

    Lines are stored in batches. Where one line is bad, nothing of its batch is stored, and the message \
    tells up to which line all is stored. Records with the same key keep their order.
    """)
final class AppendCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "the topic")
    private String topicName = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "files to append; else standard input")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "lines: each is a value (the default); jsonl: each is a JSON object")
    private LineFormat format = LineFormat.LINES;

    @Option(
            names = "--partition",
            paramLabel = "P",
            description = "append to this partition; else by key as Kafka does, without a key in turn")
    private @Nullable Integer partition;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            description = "what to reach: memory, os or disk; else the topic's")
    private @Nullable Durability durability;

    @Option(
            names = "--compression",
            paramLabel = "CODEC",
            converter = CompressionConverter.class,
            description = "none, gzip, snappy, lz4 or zstd, with a level if you like, as in zstd:19; else the topic's")
    private @Nullable Compression compression;

    AppendCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        List<String> inputs = files.isEmpty() ? List.of(InputSource.STANDARD_INPUT) : files;
        inputs.forEach(InputSource::check);
        long startNanos = System.nanoTime();
        try (Varve varve = root.openOrMakeStore()) {
            Topic topic = varve.findTopic(topicName).orElseGet(() -> makeTopic(varve));
            AppendTarget target = new AppendTarget(
                    topic,
                    Optional.ofNullable(partition),
                    Optional.ofNullable(durability),
                    Optional.ofNullable(compression));
            InputAppend append = new InputAppend(root.console(), target, format, startNanos);
            root.console().interrupts().during(() -> appendAll(append, inputs), () -> end(append, varve));
            append.summary();
        }
    }

    private void appendAll(InputAppend append, List<String> inputs) {
        for (String input : inputs) {
            try (InputSource source = InputSource.open(input, root.console().in())) {
                append.append(source);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot read " + input + ": " + failure.getMessage(), failure);
            }
        }
        append.finish();
    }

    /** After an interrupt: closed here, for the thread that appends may be waiting for input that never comes. */
    private static void end(InputAppend append, Varve varve) {
        append.stop();
        varve.close();
    }

    private Topic makeTopic(Varve varve) {
        Topic topic = varve.getOrCreateTopic(TopicSpec.of(topicName));
        root.console().out().line("topic " + topicName + " made, 1 partition");
        root.console().out().flush();
        return topic;
    }
}
