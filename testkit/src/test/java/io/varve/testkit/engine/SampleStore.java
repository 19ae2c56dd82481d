package io.varve.testkit.engine;

import io.varve.AppendOptions;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.testkit.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A small store with every kind of file, and what is in it. */
final class SampleStore {

    static final String TOPIC = "orders";

    /** Its files after a clean close. */
    final StoreImage image;

    /** The records of each partition that has any. */
    final Map<Integer, List<StoredRecord>> records = new TreeMap<>();

    private SampleStore(StoreImage image) {
        this.image = image;
    }

    /** A topic of two partitions, with two segments of batches with every codec in the first one. */
    static SampleStore make(Path temporary) {
        try (TestStore store = TestStore.on(EngineDisk.MEMORY, temporary)) {
            Varve varve = store.varve();
            Topic topic = varve.createTopic(TopicSpec.of(TOPIC)
                    .partitions(2)
                    .with("segment.bytes", "1024")
                    .with("index.interval.bytes", "100"));
            for (Codec codec : Codec.values()) {
                topic.partition(0).append(batch(codec, codec.ordinal() % 2 * 7), AppendOptions.DEFAULT);
            }
            topic.partition(0).append(batch(Codec.NONE, 7), AppendOptions.DEFAULT);
            topic.partition(1).append(record(3));
            varve.createTopic(TopicSpec.of("empty")).partition(0).endOffset(); // its log is there from then on
            varve.createTopic(TopicSpec.of("unused"));
            Map<Integer, List<StoredRecord>> records = new TreeMap<>();
            topic.partitions().forEach(partition -> records.put(partition.index(), TestStore.readAll(partition)));
            varve.close();
            SampleStore sample = new SampleStore(store.image());
            sample.records.putAll(records);
            return sample;
        }
    }

    private static PreparedBatch batch(Codec codec, int first) {
        List<NewRecord> batch = new ArrayList<>();
        for (int index = first; index < first + 4; index++) {
            batch.add(record(index));
        }
        return PreparedBatch.of(batch, Compression.of(codec));
    }

    private static NewRecord record(int index) {
        byte[] key = ("order-" + index).getBytes(StandardCharsets.UTF_8);
        byte[] value =
                index == 8 ? null : ("{\"state\":\"paid\",\"step\":" + index + "}").getBytes(StandardCharsets.UTF_8);
        NewRecord record = NewRecord.of(key, value).at(TestStore.TIME_MS + index * 10L);
        return index == 2 ? record.with(new Header("trace", new byte[] {1, 2})) : record;
    }

    /** Reads everything of both partitions; what was read stands in the map, also where the reading fails. */
    static void readInto(Varve varve, Map<Integer, List<StoredRecord>> found) {
        for (Partition partition : varve.topic(TOPIC).partitions()) {
            List<StoredRecord> records = new ArrayList<>();
            found.put(partition.index(), records);
            try (io.varve.Cursor cursor = partition.read(partition.startOffset())) {
                while (cursor.next()) {
                    records.add(StoredRecord.of(cursor.record()));
                }
            }
        }
    }
}
