package io.varve.testkit.rig;

import io.varve.TopicSpec;
import java.util.List;

/**
 * What a victim does: on which topics, with how many writers, with which kinds of work.
 *
 * <p>"One in so many" counts steps of a writer; {@link #NEVER} is never.
 */
enum Profile {
    /** Everything that a store can do, on 50 partitions and some that come and go. */
    KILL(8, ProfileTopics.MANY, 600, 30, 3000),
    /** The same with fewer writers, on a small device. */
    CUT(4, ProfileTopics.MANY, 400, 60, 400),
    /** The same, on those topics only that promise DISK. */
    CUT_DISK(4, ProfileTopics.DISK, 400, 60, 400),
    /** Appends that fill a device, with readers; nothing is deleted unless the rig asks for it. */
    FILL(8, ProfileTopics.FILLING, 6000, Integer.MAX_VALUE, Integer.MAX_VALUE),
    /** A short life of one writer, the same calls each time. */
    SHORT(1, ProfileTopics.SHORT, 300, 12, 45);

    static final int NEVER = Integer.MAX_VALUE;

    private final int writers;

    @SuppressWarnings("ImmutableEnumChecker") // lists that are never changed
    private final List<TopicSpec> topics;

    private final int valueBytesMax;
    private final int churnOneIn;
    private final int reopenOneIn;

    Profile(int writers, List<TopicSpec> topics, int valueBytesMax, int churnOneIn, int reopenOneIn) {
        this.writers = writers;
        this.topics = topics;
        this.valueBytesMax = valueBytesMax;
        this.churnOneIn = churnOneIn;
        this.reopenOneIn = reopenOneIn;
    }

    int writers() {
        return writers;
    }

    /** Its topics, by the index that events name them with. */
    List<TopicSpec> topics() {
        return topics;
    }

    /** Whether a topic is dropped and made again as the victim works. */
    boolean churns(int name) {
        return topics.get(name).name().startsWith(ProfileTopics.CHURN);
    }

    int valueBytesMax() {
        return valueBytesMax;
    }

    int churnOneIn() {
        return churnOneIn;
    }

    int reopenOneIn() {
        return reopenOneIn;
    }

    /** Whether writers delete old records by themselves, so that a store which lives for many rounds stays small. */
    boolean trims() {
        return this != FILL;
    }

    /** Whether the rig makes the storage fail, so that a refusal is to be expected. */
    boolean expectsRefusals() {
        return this == FILL || this == SHORT;
    }

    /** How many steps a writer takes before it ends by itself. */
    int stepsMax() {
        return this == SHORT ? 60 : NEVER;
    }
}
