package io.varve.cli;

import io.varve.PartitionStatistics;
import io.varve.StoreStatistics;
import io.varve.Varve;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve stats}: figures of the store and all its partitions. */
@Command(name = "stats", header = "Show figures of the store and its partitions.", description = """

    START is the first offset, VISIBLE one past the last that readers see, DURABLE one past the last \
    that is forced to the device, END one past the last. BYTES are those of the logs, without their \
    indexes.
    """)
final class StatsCommand implements Runnable {

    private final VarveCommand root;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    StatsCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        root.withStore(varve -> print(varve));
    }

    private void print(Varve varve) {
        StoreStatistics figures = varve.statistics();
        if (json) {
            root.console().out().line(json(figures));
        } else {
            table(figures);
        }
    }

    private void table(StoreStatistics figures) {
        Output out = root.console().out();
        long bytes = figures.partitions().stream()
                .mapToLong(PartitionStatistics::sizeBytes)
                .sum();
        out.line("store " + root.storeFolder() + ": " + Figures.count(figures.topicCount(), "topic") + ", "
                + Figures.count(figures.partitions().size(), "partition") + ", " + Figures.bytes(bytes) + " used, "
                + Figures.bytes(figures.usableBytes()) + " free");
        out.line("");
        Table table = new Table("TOPIC", "PARTITION", "START", "VISIBLE", "DURABLE", "END", "SEGMENTS", "BYTES");
        for (PartitionStatistics each : figures.partitions()) {
            table.row(
                    each.topic(),
                    Integer.toString(each.partition()),
                    Long.toString(each.startOffset()),
                    Long.toString(each.visibleEndOffset()),
                    Long.toString(each.durableEndOffset()),
                    Long.toString(each.endOffset()),
                    Integer.toString(each.segmentCount()),
                    Long.toString(each.sizeBytes()));
        }
        table.print(out);
    }

    private String json(StoreStatistics figures) {
        JsonText json = new JsonText();
        json.raw("{\"store\":").string(root.storeFolder().toString());
        json.raw(",\"topics\":").raw(Integer.toString(figures.topicCount()));
        json.raw(",\"usableBytes\":").raw(Long.toString(figures.usableBytes()));
        json.raw(",\"partitions\":[");
        String separator = "";
        for (PartitionStatistics each : figures.partitions()) {
            json.raw(separator).raw("{\"topic\":").string(each.topic());
            json.raw(",\"partition\":").raw(Integer.toString(each.partition()));
            json.raw(",\"startOffset\":").raw(Long.toString(each.startOffset()));
            json.raw(",\"visibleEndOffset\":").raw(Long.toString(each.visibleEndOffset()));
            json.raw(",\"durableEndOffset\":").raw(Long.toString(each.durableEndOffset()));
            json.raw(",\"endOffset\":").raw(Long.toString(each.endOffset()));
            json.raw(",\"segments\":").raw(Integer.toString(each.segmentCount()));
            json.raw(",\"sizeBytes\":").raw(Long.toString(each.sizeBytes())).raw("}");
            separator = ",";
        }
        return json.raw("]}").toString();
    }
}
