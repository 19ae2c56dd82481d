package io.varve.testkit.rig;

import io.varve.Appender;
import io.varve.AppenderOptions;
import io.varve.Partition;
import io.varve.StoreOptions;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Durability;
import io.varve.testkit.rig.Event.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The open store of a victim: its partitions, and what changes them as a whole. Every such change is noted.
 *
 * <p>Threads: any. Work on partitions goes on under the read lock of {@link #gate}; closing and opening takes its write
 * lock.
 */
final class Workplace {

    private static final StoreOptions OPTIONS = StoreOptions.DEFAULT.hotBytes(8L << 20);

    private static final AppenderOptions GATHERING = AppenderOptions.DEFAULT
            .batchBytes(4096)
            .linger(Duration.ofMillis(2))
            .bufferBytes(64 << 10);

    private final Profile profile;
    private final Path store;
    private final EventFile events;
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private final ReentrantLock changes = new ReentrantLock();
    private Varve varve;

    /** Replaced whole, under the lock of changes; read by anyone. */
    private volatile List<Place> places;

    Workplace(Profile profile, Path store, EventFile events) {
        this.profile = profile;
        this.store = store;
        this.events = events;
        this.varve = Varve.open(store, OPTIONS);
        this.places = entered();
    }

    ReentrantReadWriteLock gate() {
        return gate;
    }

    List<Place> places() {
        return places;
    }

    Varve varve() {
        return varve;
    }

    /** Looks at each topic, and makes those that are missing. */
    private List<Place> entered() {
        List<Place> found = new ArrayList<>();
        for (int name = 0; name < profile.topics().size(); name++) {
            TopicSpec spec = profile.topics().get(name);
            Optional<Topic> there = varve.findTopic(spec.name());
            if (there.isPresent()) {
                events.note(Event.ofTopic(Kind.TOPIC_FOUND, name, there.get().id()));
                found.addAll(placesOf(name, there.get()));
            } else if (!profile.expectsRefusals()) {
                found.addAll(placesOf(name, made(name)));
            } else {
                found.addAll(madeIfThereIsRoom(name));
            }
        }
        return List.copyOf(found);
    }

    private List<Place> madeIfThereIsRoom(int name) {
        try {
            return placesOf(name, made(name));
        } catch (io.varve.error.StorageFailedException refused) {
            return List.of(); // there are others to work on
        }
    }

    private Topic made(int name) {
        events.note(Event.ofTopic(Kind.TOPIC_BEGUN, name, Event.NO_TOPIC));
        Topic topic = varve.createTopic(profile.topics().get(name));
        events.note(Event.ofTopic(Kind.TOPIC_MADE, name, topic.id()));
        return topic;
    }

    private List<Place> placesOf(int name, Topic topic) {
        Durability durability = topic.configuration().stream()
                        .anyMatch(entry -> entry.key().equals("durability")
                                && entry.value().equals("os"))
                ? Durability.OS
                : Durability.DISK;
        Optional<Appender> appender = profile.churns(name) ? Optional.empty() : Optional.of(topic.appender(GATHERING));
        List<Place> found = new ArrayList<>();
        for (Partition partition : topic.partitions()) {
            found.add(new Place(name, topic.id(), partition, durability, appender));
        }
        return found;
    }

    /** Drops a topic, or makes it where it is not there. */
    void churn(int name) {
        changes.lock();
        try {
            if (places.stream().anyMatch(place -> place.name() == name)) {
                drop(name);
            } else {
                List<Place> changed = new ArrayList<>(places);
                changed.addAll(placesOf(name, made(name)));
                places = List.copyOf(changed);
            }
        } finally {
            changes.unlock();
        }
    }

    /** Drops a topic that is there; nobody is given a place of it from now on. */
    void drop(int name) {
        changes.lock();
        try {
            Place first = places.stream()
                    .filter(place -> place.name() == name)
                    .findFirst()
                    .orElseThrow();
            places = places.stream().filter(place -> place.name() != name).toList();
            events.note(Event.ofTopic(Kind.DROP_BEGUN, name, first.topic()));
            varve.deleteTopic(profile.topics().get(name).name());
            events.note(Event.ofTopic(Kind.DROPPED, name, first.topic()));
        } finally {
            changes.unlock();
        }
    }

    /** Closes the store and opens it again, while nobody works on it. */
    void reopen() {
        gate.writeLock().lock();
        try {
            close();
            varve = Varve.open(store, OPTIONS);
            places = entered();
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Closes the store. Not to be called while others work on it. */
    void close() {
        List<Place> open = places;
        places = List.of();
        open.stream().flatMap(place -> place.appender().stream()).distinct().forEach(Appender::close);
        varve.close();
    }
}
