package io.varve.testkit.rig;

import io.varve.TopicSpec;
import java.util.ArrayList;
import java.util.List;

/** The topics that victims work on. */
final class ProfileTopics {

    /** How the names of topics begin that come and go. */
    static final String CHURN = "churn-";

    /** 50 partitions, most of them with tiny segments, and three topics that come and go. */
    static final List<TopicSpec> MANY = manyTopics();

    /** Those of them that promise DISK. */
    static final List<TopicSpec> DISK = MANY.stream()
            .filter(topic -> !topic.configuration().containsKey("durability"))
            .toList();

    /** Segments of 1 MiB; the last topic is there to be dropped. */
    static final List<TopicSpec> FILLING = fillingTopics();

    /** A few partitions that roll soon. */
    static final List<TopicSpec> SHORT = shortTopics();

    private ProfileTopics() {}

    private static List<TopicSpec> manyTopics() {
        List<TopicSpec> topics = new ArrayList<>();
        topics.add(TopicSpec.of("disk-rolling").partitions(20).with("segment.bytes", "16384"));
        topics.add(TopicSpec.of("disk-plain").partitions(12));
        topics.add(TopicSpec.of("disk-packed")
                .partitions(6)
                .with("segment.bytes", "32768")
                .with("compression.type", "lz4"));
        topics.add(TopicSpec.of("os-rolling")
                .partitions(8)
                .with("segment.bytes", "16384")
                .with("durability", "os"));
        topics.add(TopicSpec.of("disk-indexed")
                .partitions(4)
                .with("segment.index.bytes", "48")
                .with("index.interval.bytes", "256"));
        for (int churn = 0; churn < 3; churn++) {
            topics.add(TopicSpec.of(CHURN + churn).partitions(churn + 1).with("segment.bytes", "8192"));
        }
        return List.copyOf(topics);
    }

    private static List<TopicSpec> fillingTopics() {
        return List.of(
                TopicSpec.of("disk-filling").partitions(8).with("segment.bytes", "1048576"),
                TopicSpec.of("os-filling")
                        .partitions(2)
                        .with("segment.bytes", "1048576")
                        .with("durability", "os"),
                TopicSpec.of("disk-dropped").partitions(2).with("segment.bytes", "1048576"));
    }

    private static List<TopicSpec> shortTopics() {
        return List.of(
                TopicSpec.of("disk-short").partitions(2).with("segment.bytes", "4096"),
                TopicSpec.of("os-short").with("segment.bytes", "4096").with("durability", "os"),
                TopicSpec.of(CHURN + 0).with("segment.bytes", "4096"));
    }
}
