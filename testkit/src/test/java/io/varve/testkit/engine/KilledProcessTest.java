package io.varve.testkit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AppendOptions;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.DrawnLog;
import io.varve.testkit.StoredRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a killed process leaves: its files as they are at that moment. */
class KilledProcessTest {

    @TempDir
    private Path temporary;

    /** I1; answers RV-13: exactly what was acknowledged is asked for. */
    @ParameterizedTest
    @EnumSource
    void everyAcknowledgedRecordSurvives(EngineDisk kind) {
        Draw draw = Draw.from(11);
        try (TestStore store = TestStore.on(kind, temporary)) {
            Topic topic = store.varve()
                    .createTopic(TopicSpec.of("events").partitions(3).with("segment.bytes", "3000"));
            List<List<StoredRecord>> acknowledged = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < 20; round++) {
                for (Partition partition : topic.partitions()) {
                    List<NewRecord> records = DrawnLog.records(draw, TestStore.TIME_MS, 6, 200);
                    Durability durability = draw.pick(Durability.OS, Durability.DISK);
                    partition.append(records, AppendOptions.reaching(durability));
                    partition.flush();
                    acknowledged.get(partition.index()).clear();
                    acknowledged.get(partition.index()).addAll(TestStore.readAll(partition));
                }
                try (TestStore survivor = store.killed()) {
                    for (Partition partition : survivor.varve().topic("events").partitions()) {
                        RecordLists.assertSame(acknowledged.get(partition.index()), TestStore.readAll(partition), "I1");
                    }
                }
            }
        }
    }

    /** I8: recovering what was just recovered changes nothing. */
    @ParameterizedTest
    @EnumSource
    void recoveringTwiceIsRecoveringOnce(EngineDisk kind) {
        Draw draw = Draw.from(12);
        try (TestStore store = TestStore.on(kind, temporary)) {
            Partition partition = store.varve()
                    .createTopic(TopicSpec.of("events").with("segment.bytes", "1024"))
                    .partition(0);
            for (int round = 0; round < 10; round++) {
                partition.append(DrawnLog.records(draw, TestStore.TIME_MS, 6, 200));
            }
            List<StoredRecord> records = TestStore.readAll(partition);
            try (TestStore once = recovered(store.killed());
                    TestStore twice = recovered(once.killed());
                    TestStore thrice = twice.killed()) {
                RecordLists.assertSame(
                        records,
                        TestStore.readAll(thrice.varve().topic("events").partition(0)),
                        "I8");
            }
        }
    }

    /** Opens each log, which a log that nobody uses is not. */
    private static TestStore recovered(TestStore store) {
        store.varve().statistics();
        return store;
    }

    /** Answers SB-2, SB-3, RV-8: deleted records stay deleted. */
    @ParameterizedTest
    @EnumSource
    void deletedRecordsStayDeleted(EngineDisk kind) {
        Draw draw = Draw.from(13);
        try (TestStore store = TestStore.on(kind, temporary)) {
            Topic topic = store.varve().createTopic(TopicSpec.of("events").with("segment.bytes", "1024"));
            for (int round = 0; round < 12; round++) {
                topic.partition(0).append(DrawnLog.records(draw, TestStore.TIME_MS, 6, 200));
            }
            List<StoredRecord> records = TestStore.readAll(topic.partition(0));
            for (int start : new int[] {1, 5, records.size() / 2, records.size() - 1, records.size()}) {
                assertEquals(start, store.varve().topic("events").partition(0).deleteRecordsBefore(start));
                try (TestStore survivor = store.killed()) {
                    checkStart(survivor.varve().topic("events").partition(0), records, start);
                }
                store.reopen();
                checkStart(store.varve().topic("events").partition(0), records, start);
            }
            Partition partition = store.varve().topic("events").partition(0);
            assertEquals(
                    records.size(),
                    partition.append(NewRecord.of("key", "goes on")).offset());
        }
    }

    private static void checkStart(Partition partition, List<StoredRecord> records, int start) {
        assertEquals(start, partition.startOffset());
        assertEquals(records.size(), partition.endOffset());
        RecordLists.assertSame(records.subList(start, records.size()), TestStore.readAll(partition), "from " + start);
        assertThrows(OffsetOutOfRangeException.class, () -> partition.read(start - 1L));
        assertTrue(partition.statistics().segmentCount() >= 1);
    }

    /** Answers RV-8: a topic that is gone does not come back, and one of its name starts empty. */
    @ParameterizedTest
    @EnumSource
    void aDeletedTopicStaysDeleted(EngineDisk kind) {
        try (TestStore store = TestStore.on(kind, temporary)) {
            Topic topic = store.varve().createTopic(TopicSpec.of("events").partitions(2));
            topic.partition(0).append(NewRecord.of("key", "old"));
            store.varve().deleteTopic("events");
            try (TestStore survivor = store.killed()) {
                assertTrue(survivor.varve().findTopic("events").isEmpty());
            }
            Topic again = store.varve().createTopic(TopicSpec.of("events"));
            assertEquals(0, again.partition(0).endOffset());
            again.partition(0).append(NewRecord.of("key", "new"));
            try (TestStore survivor = store.killed()) {
                Topic recovered = survivor.varve().topic("events");
                assertEquals(again.id(), recovered.id());
                assertEquals(1, recovered.partitionCount());
                assertEquals(1, recovered.partition(0).endOffset());
            }
        }
    }
}
