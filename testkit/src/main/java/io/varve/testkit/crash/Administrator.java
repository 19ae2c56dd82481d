package io.varve.testkit.crash;

import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.error.StorageFailedException;
import io.varve.record.Durability;
import io.varve.testkit.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The one who makes, changes and deletes topics while others work. One thread. */
final class Administrator implements Runnable {

    private final StoreSession session;
    private final Draw draw;
    private final int steps;

    Administrator(StoreSession session, Draw draw, int steps) {
        this.session = session;
        this.draw = draw;
        this.steps = steps;
    }

    @Override
    public void run() {
        for (int step = 0; step < steps; step++) {
            try {
                step();
            } catch (StorageFailedException failure) {
                session.failed("a change of topics", failure);
                return; // what holds is known after the next restart
            }
            session.pause(draw);
        }
    }

    private void step() {
        List<TopicHistory> there = new ArrayList<>(session.history().topics().values());
        there.removeIf(topic -> topic.existence != TopicHistory.Existence.THERE);
        int wish = draw.below(6);
        if (there.size() < session.swarm().topics() && wish < 4) {
            create();
        } else if (!there.isEmpty()) {
            TopicHistory topic = draw.pick(there);
            switch (wish) {
                case 0, 1 -> delete(topic);
                case 2 -> grow(topic);
                default -> alter(topic);
            }
        }
    }

    void create() {
        String name = "t" + draw.below(4);
        if (session.history().topics().containsKey(name)) {
            return;
        }
        Map<String, String> configuration = Swarm.configuration(draw);
        int partitions = draw.pick(1, 1, 2, 4);
        TopicHistory topic = new TopicHistory(
                name, partitions, configuration, session.history().totals());
        session.history().topics().put(name, topic);
        session.varve().createTopic(new TopicSpec(name, partitions, configuration));
        topic.existence = TopicHistory.Existence.THERE;
        topic.has(partitions);
    }

    private void delete(TopicHistory topic) {
        topic.existence = TopicHistory.Existence.BEING_DELETED;
        session.varve().deleteTopic(topic.name);
        session.history().topics().remove(topic.name);
        session.history().totals().mark(CoverageMark.TOPIC_DELETED);
    }

    private void grow(TopicHistory topic) {
        int count = topic.partitionsLeast + 1;
        if (count <= 4) {
            topic.partitionsMost = count;
            session.varve().topic(topic.name).growTo(count);
            topic.has(count);
        }
    }

    private void alter(TopicHistory topic) {
        Topic found = session.varve().topic(topic.name);
        Durability durability = draw.pick(Durability.values());
        topic.promises(durability);
        topic.configurationUnknown = true;
        String value = durability.name().toLowerCase(Locale.ROOT);
        found.alter(Map.of(TopicHistory.DURABILITY, value));
        topic.configurationUnknown = false;
        topic.configuration.put(TopicHistory.DURABILITY, value);
    }
}
