package io.varve.testkit.crash;

import io.varve.ConfigEntry;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.Varve;
import io.varve.record.Durability;
import io.varve.record.Record;
import io.varve.testkit.crash.HistoryViolation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that was asked of a store and answered, over all its restarts, and what must hold of it. One thread at a time.
 */
final class StoreHistory {

    private final CrashTotals totals;
    private final Map<String, TopicHistory> topics = new TreeMap<>();
    private long lastAttempt;

    /** What everything survived since the last check: what was held less firmly may be gone. */
    private Durability survived = Durability.MEMORY;

    StoreHistory(CrashTotals totals) {
        this.totals = totals;
    }

    /** The same as it is now. */
    StoreHistory copy() {
        StoreHistory copy = new StoreHistory(totals);
        topics.forEach((name, topic) -> copy.topics.put(name, topic.copy()));
        copy.lastAttempt = lastAttempt;
        copy.survived = survived;
        return copy;
    }

    Map<String, TopicHistory> topics() {
        return topics;
    }

    CrashTotals totals() {
        return totals;
    }

    long nextAttempt() {
        return ++lastAttempt;
    }

    /** Something happened to the store that loses what is held less firmly than this. */
    void loses(Durability less) {
        survived = survived.compareTo(less) > 0 ? survived : less;
    }

    /** Whether there was a crash since the last check. */
    boolean isUnchecked() {
        return survived != Durability.MEMORY;
    }

    /** Reads the whole store and holds it against the history, which goes on from there. */
    void check(Varve varve) {
        topics.values().removeIf(topic -> isGone(varve, topic));
        for (Topic found : varve.topics()) {
            TopicHistory topic = topics.get(found.name());
            if (topic == null) {
                throw new HistoryViolation(
                        Kind.TOPIC, found.name() + " is there, but nobody made it, or it was deleted");
            }
            check(found, topic);
        }
        survived = Durability.MEMORY;
    }

    private boolean isGone(Varve varve, TopicHistory topic) {
        boolean there = varve.findTopic(topic.name).isPresent();
        return switch (topic.existence) {
            case THERE -> {
                if (!there) {
                    throw new HistoryViolation(Kind.TOPIC, topic.name + " was made, and is gone");
                }
                yield false;
            }
            case BEING_MADE -> {
                totals.mark(there ? CoverageMark.UNANSWERED_TOPIC_FOUND : CoverageMark.UNANSWERED_TOPIC_GONE);
                yield !there;
            }
            case BEING_DELETED -> !there;
        };
    }

    private void check(Topic found, TopicHistory topic) {
        int count = found.partitionCount();
        if (count < topic.partitionsLeast || count > topic.partitionsMost) {
            throw new HistoryViolation(
                    Kind.TOPIC,
                    topic.name + " has " + count + " partitions, not " + topic.partitionsLeast + " to "
                            + topic.partitionsMost);
        }
        topic.existence = TopicHistory.Existence.THERE;
        checkConfiguration(found, topic);
        topic.partitionsMost = count;
        topic.has(count);
        for (int index = 0; index < count; index++) {
            check(found.partition(index), topic.partitions.get(index));
        }
    }

    private static void checkConfiguration(Topic found, TopicHistory topic) {
        for (ConfigEntry entry : found.configuration()) {
            String expected = topic.configuration.get(entry.key());
            boolean durability = entry.key().equals(TopicHistory.DURABILITY);
            if (expected != null && !expected.equals(entry.value()) && !(durability && topic.configurationUnknown)) {
                throw new HistoryViolation(
                        Kind.TOPIC,
                        topic.name + " has " + entry.key() + " = " + entry.value() + ", but it was set to " + expected);
            }
            if (durability) {
                topic.restarted(Durability.valueOf(entry.value().toUpperCase(Locale.ROOT)));
            }
        }
    }

    private void check(Partition found, PartitionHistory partition) {
        List<Record> records = new ArrayList<>();
        long start = found.startOffset();
        long end = found.endOffset();
        if (found.visibleEndOffset() != end) {
            throw partition.violation(
                    Kind.ORDER, "its visible end is " + found.visibleEndOffset() + " after a restart, not " + end);
        }
        try (Cursor cursor = found.read(start)) {
            while (cursor.next()) {
                records.add(cursor.record().copy());
            }
        }
        partition.restarted(start, end, records, survived);
    }
}
