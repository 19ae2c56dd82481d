package io.varve.cli;

import io.varve.ConfigEntry;
import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.Topic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code varve topic describe}: identity, partitions and configuration of a topic. */
@Command(name = "describe", header = "Show a topic's identity, partitions and configuration.")
final class TopicDescribeCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(paramLabel = "NAME", description = "the topic")
    private String name = "";

    TopicDescribeCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        root.withTopic(name, this::describe);
    }

    private void describe(Topic topic) {
        Output out = root.console().out();
        out.line("topic " + topic.name() + ", id " + topic.id());
        out.line("");
        Table partitions = new Table("PARTITION", "START", "END", "SEGMENTS", "BYTES");
        for (Partition partition : topic.partitions()) {
            PartitionStatistics figures = partition.statistics();
            partitions.row(
                    Integer.toString(figures.partition()),
                    Long.toString(figures.startOffset()),
                    Long.toString(figures.visibleEndOffset()),
                    Integer.toString(figures.segmentCount()),
                    Long.toString(figures.sizeBytes()));
        }
        partitions.print(out);
        out.line("");
        Table configuration = new Table("CONFIGURATION", "VALUE", "", "MEANING");
        for (ConfigEntry entry : topic.configuration()) {
            configuration.row(
                    entry.key(),
                    entry.value(),
                    entry.isDefault() ? "" : "default " + entry.defaultValue(),
                    entry.meaning());
        }
        configuration.print(out);
    }
}
