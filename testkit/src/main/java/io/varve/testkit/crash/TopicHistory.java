package io.varve.testkit.crash;

import io.varve.record.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was asked of one topic and answered. One thread at a time. */
final class TopicHistory {

    static final String DURABILITY = "durability";

    /** What is known of its being there. */
    enum Existence {
        /** Its making was not answered. */
        BEING_MADE,
        /** It was made. */
        THERE,
        /** Its deletion was not answered. */
        BEING_DELETED
    }

    final String name;
    final List<PartitionHistory> partitions = new ArrayList<>();
    final Map<String, String> configuration = new TreeMap<>();
    Existence existence = Existence.BEING_MADE;

    /** As many as were acknowledged, and the most that were asked for. */
    int partitionsLeast;

    int partitionsMost;

    /** The weakest and the strongest that it had since the store was opened, asked for ones included. */
    Durability weakest = Durability.DISK;

    Durability strongest = Durability.MEMORY;

    /** Whether the latest change of the configuration was not answered. */
    boolean configurationUnknown;

    private final CrashTotals totals;

    TopicHistory(String name, int partitionCount, Map<String, String> configuration, CrashTotals totals) {
        this.name = name;
        this.partitionsMost = partitionCount;
        this.configuration.putAll(configuration);
        this.totals = totals;
        promises(Durability.valueOf(
                configuration.getOrDefault(DURABILITY, "disk").toUpperCase(Locale.ROOT)));
    }

    /** The same as it is now. */
    TopicHistory copy() {
        TopicHistory copy = new TopicHistory(name, partitionsMost, configuration, totals);
        partitions.forEach(partition -> copy.partitions.add(partition.copy()));
        copy.existence = existence;
        copy.partitionsLeast = partitionsLeast;
        copy.weakest = weakest;
        copy.strongest = strongest;
        copy.configurationUnknown = configurationUnknown;
        return copy;
    }

    /** From now on, or perhaps, it promises this. */
    void promises(Durability durability) {
        weakest = weakest.compareTo(durability) < 0 ? weakest : durability;
        strongest = strongest.compareTo(durability) > 0 ? strongest : durability;
    }

    /** After a restart everything is durable; it promises just this. */
    void restarted(Durability durability) {
        weakest = durability;
        strongest = durability;
        configuration.put(DURABILITY, durability.name().toLowerCase(Locale.ROOT));
        configurationUnknown = false;
    }

    void has(int partitionCount) {
        partitionsLeast = partitionCount;
        partitionsMost = Math.max(partitionsMost, partitionCount);
        while (partitions.size() < partitionCount) {
            partitions.add(new PartitionHistory(name + "-" + partitions.size(), totals));
        }
    }
}
