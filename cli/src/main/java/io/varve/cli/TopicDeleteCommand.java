package io.varve.cli;

import io.varve.Partition;
import io.varve.PartitionStatistics;
import io.varve.Topic;
import io.varve.Varve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code varve topic delete}: removes a topic for good, after saying what goes. */
@Command(name = "delete", header = "Remove a topic and its records for good.", description = """

    On a terminal it asks first, elsewhere it does not. Says what is lost.
    """)
final class TopicDeleteCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(paramLabel = "NAME", description = "the topic")
    private String name = "";

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    private boolean yes;

    TopicDeleteCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        root.withStore(this::delete);
    }

    private void delete(Varve varve) {
        Topic topic = varve.topic(name);
        List<PartitionStatistics> figures =
                topic.partitions().stream().map(Partition::statistics).toList();
        long records = figures.stream()
                .mapToLong(each -> each.endOffset() - each.startOffset())
                .sum();
        long bytes = figures.stream().mapToLong(PartitionStatistics::sizeBytes).sum();
        String lost = Figures.count(figures.size(), "partition") + ", " + Figures.count(records, "record") + ", "
                + Figures.bytes(bytes);
        if (!yes && root.console().isInTerminal() && !isConfirmed(lost)) {
            throw new RefusalException("topic '" + name + "' was kept; nothing was changed");
        }
        varve.deleteTopic(name);
        root.console().out().line("topic " + name + " deleted: " + lost + " are gone");
    }

    private boolean isConfirmed(String lost) {
        root.console().err().print("Delete topic " + name + " with " + lost + ", for good? [y/N] ");
        root.console().err().flush();
        StringBuilder answer = new StringBuilder();
        try {
            for (int read = root.console().in().read();
                    read >= 0 && read != '\n';
                    read = root.console().in().read()) {
                answer.append((char) read);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read the answer: " + failure.getMessage(), failure);
        }
        return List.of("y", "yes").contains(answer.toString().strip().toLowerCase(Locale.ROOT));
    }
}
