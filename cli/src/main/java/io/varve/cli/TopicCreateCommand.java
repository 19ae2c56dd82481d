package io.varve.cli;

import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve topic create}: makes a topic. */
@Command(name = "create", header = "Make a topic, and the store where it is missing.")
final class TopicCreateCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(paramLabel = "NAME", description = "1 to 249 of a-z A-Z 0-9 . _ -")
    private String name = "";

    @Option(names = "--partitions", paramLabel = "N", description = "how many partitions; 1 unless given")
    private int partitionCount = 1;

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE",
            description = "a configuration key, by Kafka's name; may be repeated; 'varve topic describe' lists them")
    private Map<String, String> configuration = Map.of();

    TopicCreateCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        try (Varve varve = root.openOrMakeStore()) {
            Topic topic = varve.createTopic(new TopicSpec(name, partitionCount, configuration));
            root.console()
                    .out()
                    .line("topic " + topic.name() + " made, " + Figures.count(topic.partitionCount(), "partition"));
        }
    }
}
