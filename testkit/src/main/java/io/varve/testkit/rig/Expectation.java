package io.varve.testkit.rig;

import io.varve.Partition;
import io.varve.Topic;
import io.varve.Varve;
import io.varve.record.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a store must hold after a crash, from the notes of its victims and from what was found before.
 *
 * <p>Threads: one.
 */
final class Expectation {

    /** What is known of a topic. */
    private enum State {
        THERE,
        /** Its removal was begun and not seen to end. */
        IN_DOUBT,
        GONE
    }

    private static final class ExpectedTopic {
        private final int name;
        private final List<ExpectedPartition> partitions;
        private State state = State.THERE;

        ExpectedTopic(int name, List<ExpectedPartition> partitions) {
            this.name = name;
            this.partitions = partitions;
        }
    }

    private final Profile profile;
    private final Durability surviving;
    private final Verdict verdict;
    private final Map<UUID, ExpectedTopic> topics = new HashMap<>();

    /** Topics whose making was begun and not seen to end. */
    private final Set<Integer> begunNames = new HashSet<>();

    /** @param surviving the least durability that survives the crash */
    Expectation(Profile profile, Durability surviving, Verdict verdict) {
        this.profile = profile;
        this.surviving = surviving;
        this.verdict = verdict;
    }

    /**
     * Takes in what a victim noted in one life.
     *
     * @param positionBytes how much of the block device's log the crash left; what became certain later is not certain
     */
    void apply(List<Event> events, long positionBytes) {
        topics.values().forEach(topic -> topic.partitions.forEach(ExpectedPartition::newLife));
        for (Event event : events) {
            if (event.positionBytes() <= positionBytes) {
                apply(event);
            }
        }
    }

    private void apply(Event event) {
        switch (event.kind()) {
            case TOPIC_FOUND -> topicFound(event);
            case TOPIC_BEGUN -> topicBegun(event.name());
            case TOPIC_MADE -> topicMade(event);
            case DROP_BEGUN -> topic(event.topic(), State.IN_DOUBT);
            case DROPPED -> topic(event.topic(), State.GONE);
            case REFUSED -> {}
            case APPEND_BEGUN, ACKNOWLEDGED, SEEN, TRIM_BEGUN, TRIMMED, FLUSHED ->
                partition(event).ifPresent(partition -> apply(event, partition));
        }
    }

    private void apply(Event event, ExpectedPartition partition) {
        switch (event.kind()) {
            case APPEND_BEGUN -> partition.begun(event.id(), event.count());
            case ACKNOWLEDGED -> {
                verdict.acknowledged(event.count());
                records(event, partition);
            }
            case SEEN -> records(event, partition);
            case TRIM_BEGUN -> partition.trimBegun(event.offset());
            case TRIMMED -> partition.trimmed(event.offset());
            case FLUSHED -> partition.flushed(event.offset());
            case TOPIC_FOUND, TOPIC_BEGUN, TOPIC_MADE, DROP_BEGUN, DROPPED, REFUSED -> {}
        }
    }

    private void records(Event event, ExpectedPartition partition) {
        if (event.durability().compareTo(surviving) >= 0) {
            partition.due(event.offset(), event.id(), event.count());
        } else {
            partition.unforced(event.offset(), event.id(), event.count());
        }
    }

    private void topicFound(Event event) {
        ExpectedTopic known = topics.get(event.topic());
        if (known == null) {
            if (!begunNames.contains(event.name())) {
                verdict.invented("a topic " + named(event.name()) + " was found that nobody made");
            }
            topicMade(event);
        } else if (known.state == State.GONE) {
            verdict.wrong("the topic " + named(known.name) + " was found after it was deleted");
        } else {
            known.state = State.THERE; // what a crash left of a removal that was begun is for good
        }
    }

    private void topicBegun(int name) {
        for (ExpectedTopic topic : topics.values()) {
            if (topic.name == name && topic.state == State.THERE) {
                verdict.lost(1, "the topic " + named(name) + " was missing when a store was opened");
            }
        }
        begunNames.add(name);
    }

    private void topicMade(Event event) {
        begunNames.remove(event.name());
        for (ExpectedTopic topic : topics.values()) {
            if (topic.name == event.name()) {
                topic.state = State.GONE; // else the name would have been taken
            }
        }
        List<ExpectedPartition> partitions = new ArrayList<>();
        for (int index = 0; index < profile.topics().get(event.name()).partitionCount(); index++) {
            partitions.add(new ExpectedPartition(named(event.name()) + "-" + index, event.topic(), index));
        }
        topics.put(event.topic(), new ExpectedTopic(event.name(), partitions));
    }

    private void topic(UUID id, State state) {
        ExpectedTopic topic = topics.get(id);
        if (topic != null) {
            topic.state = state;
        }
    }

    private Optional<ExpectedPartition> partition(Event event) {
        ExpectedTopic topic = topics.get(event.topic());
        return topic == null ? Optional.empty() : Optional.of(topic.partitions.get(event.partition()));
    }

    private String named(int name) {
        return profile.topics().get(name).name();
    }

    /** Holds a store that was opened after the crash against all this, and goes on from what it holds. */
    void check(Varve varve) {
        Set<UUID> found = new HashSet<>();
        for (Topic topic : varve.topics()) {
            found.add(topic.id());
            check(topic);
        }
        for (Map.Entry<UUID, ExpectedTopic> expected : topics.entrySet()) {
            if (expected.getValue().state == State.THERE && !found.contains(expected.getKey())) {
                verdict.lost(1, "the topic " + named(expected.getValue().name) + " is missing");
            }
        }
        topics.keySet().retainAll(found);
        topics.values().forEach(topic -> topic.state = State.THERE);
        begunNames.clear();
    }

    private void check(Topic topic) {
        ExpectedTopic expected = topics.get(topic.id());
        if (expected == null) {
            adopt(topic);
            expected = topics.get(topic.id());
        }
        if (expected == null) {
            return;
        }
        if (expected.state == State.GONE) {
            verdict.wrong("the topic " + topic.name() + " is there after it was deleted");
        }
        if (topic.partitionCount() != expected.partitions.size()) {
            verdict.wrong("the topic " + topic.name() + " has " + topic.partitionCount() + " partitions, expected "
                    + expected.partitions.size());
            return;
        }
        for (Partition partition : topic.partitions()) {
            expected.partitions.get(partition.index()).check(partition, verdict);
        }
    }

    /** Takes in a topic that nobody saw being made to the end. */
    private void adopt(Topic topic) {
        for (int name : begunNames) {
            if (named(name).equals(topic.name())) {
                topicMade(Event.ofTopic(Event.Kind.TOPIC_MADE, name, topic.id()));
                return;
            }
        }
        verdict.invented("there is a topic " + topic.name() + " that nobody made");
    }
}
