package io.varve.cli;

import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.Topic;
import io.varve.Varve;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code varve topic list}: one line for each topic. */
@Command(name = "list", header = "List the topics, by name.")
final class TopicListCommand implements Runnable {

    private final VarveCommand root;

    TopicListCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        root.withStore(this::list);
    }

    private void list(Varve varve) {
        Table table = new Table("TOPIC", "PARTITIONS", "RECORDS", "BYTES");
        for (Topic topic : varve.topics()) {
            List<PartitionStatistics> figures =
                    topic.partitions().stream().map(Partition::statistics).toList();
            table.row(
                    topic.name(),
                    Integer.toString(topic.partitionCount()),
                    Long.toString(figures.stream()
                            .mapToLong(each -> each.visibleEndOffset() - each.startOffset())
                            .sum()),
                    Long.toString(figures.stream()
                            .mapToLong(PartitionStatistics::sizeBytes)
                            .sum()));
        }
        table.print(root.console().out());
    }
}
