package io.varve.testkit.kafka;

import io.varve.Cursor;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A store on disk with one topic of one partition, opened by Varve. One thread. */
final class VarveLog implements AutoCloseable {

    static final String TOPIC = "orders";

    private final Varve store;
    private final Topic topic;

    private VarveLog(Varve store, Topic topic) {
        this.store = store;
        this.topic = topic;
    }

    static VarveLog create(Path directory, Map<String, String> configuration) {
        Varve store = Varve.open(directory);
        return new VarveLog(store, store.createTopic(new TopicSpec(TOPIC, 1, configuration)));
    }

    static VarveLog open(Path directory) {
        Varve store = Varve.open(directory);
        store.topic(TOPIC).partition(0).endOffset(); // opens, and recovers, its log
        return new VarveLog(store, store.topic(TOPIC));
    }

    /** The partition's folder in a store. */
    static Path folder(Path directory) {
        return directory.resolve("topics").resolve(TOPIC + "-0");
    }

    UUID topicId() {
        return topic.id();
    }

    void configure(Map<String, String> configuration) {
        topic.alter(configuration);
    }

    Partition partition() {
        return topic.partition(0);
    }

    List<StoredRecord> readAll() {
        List<StoredRecord> records = new ArrayList<>();
        try (Cursor cursor = partition().read(partition().startOffset())) {
            while (cursor.next()) {
                Record record = cursor.record();
                NewRecord plain =
                        new NewRecord(record.keyArray(), record.valueArray(), record.timestampMs(), record.headers());
                records.add(new StoredRecord(record.offset(), plain));
            }
        }
        return records;
    }

    @Override
    public void close() {
        store.close();
    }
}
