package io.varve.cli;

import io.varve.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code varve topic alter}: sets and resets configuration keys, adds partitions. */
@Command(name = "alter", header = "Change a topic's configuration, or give it more partitions.", description = """

    The keys of --set are taken all or none, and so are those of --reset; they hold for appends from now \
    on. With more partitions, keys may map to other ones than before; records stay where they are.
    """)
final class TopicAlterCommand implements Runnable {

    private final VarveCommand root;

    @Parameters(paramLabel = "NAME", description = "the topic")
    private String name = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "set a configuration key; may be repeated")
    private Map<String, String> changes = Map.of();

    @Option(
            names = "--reset",
            paramLabel = "KEY",
            description = "set a configuration key back to its default; may be repeated")
    private List<String> resets = List.of();

    @Option(names = "--partitions", paramLabel = "N", description = "the new number of partitions, above the present")
    private @Nullable Integer partitionCount;

    @Spec
    private @Nullable CommandSpec spec;

    TopicAlterCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        if (changes.isEmpty() && resets.isEmpty() && partitionCount == null && spec != null) {
            throw new ParameterException(spec.commandLine(), "name a change: --set, --reset or --partitions");
        }
        for (String key : resets) {
            if (changes.containsKey(key) && spec != null) {
                throw new ParameterException(spec.commandLine(), "'" + key + "' is both set and reset: name it once");
            }
        }
        root.withTopic(name, this::alter);
    }

    private void alter(Topic topic) {
        Output out = root.console().out();
        if (!changes.isEmpty()) {
            topic.alter(changes);
            changes.forEach((key, value) -> out.line(key + " set to " + value));
        }
        if (!resets.isEmpty()) {
            topic.reset(Set.copyOf(resets));
            resets.forEach(key -> out.line(key + " set back to its default"));
        }
        if (partitionCount != null) {
            topic.growTo(partitionCount);
            out.line("topic " + name + " has " + Figures.count(topic.partitionCount(), "partition") + " now");
        }
    }
}
