package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.InvalidTopicException;
import io.varve.error.PartitionNotFoundException;
import io.varve.error.TopicExistsException;
import io.varve.error.TopicNotFoundException;
import io.varve.io.Disk;
import io.varve.record.NewRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics come, grow and go. Answers RV-8. */
class TopicLifecycleTest {

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @EnumSource
    void topicsAreMadeFoundAndListedAcrossOpenings(StoreDisk kind) {
        Disk disk = kind.disk();
        UUID id;
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(3).with("durability", "os"));
            varve.createTopic(TopicSpec.of("Bills"));
            id = topic.id();
            assertSame(topic, varve.topic("orders"));
            assertSame(topic, varve.getOrCreateTopic(TopicSpec.of("orders")));
            assertThrows(TopicExistsException.class, () -> varve.createTopic(TopicSpec.of("orders")));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            assertEquals(
                    List.of("Bills", "orders"),
                    varve.topics().stream().map(Topic::name).toList());
            Topic topic = varve.topic("orders");
            assertEquals(id, topic.id());
            assertEquals(3, topic.partitionCount());
            assertEquals(3, topic.partitions().size());
            assertEquals(2, topic.partition(2).index());
            assertEquals("orders", topic.partition(2).topic());
            assertEquals(4, varve.statistics().partitions().size());
            assertEquals(2, varve.statistics().topicCount());
            assertThrows(PartitionNotFoundException.class, () -> topic.partition(3));
            assertThrows(PartitionNotFoundException.class, () -> topic.partition(-1));
            assertThrows(TopicNotFoundException.class, () -> varve.topic("order"));
            assertThrows(TopicNotFoundException.class, () -> varve.deleteTopic("order"));
            assertTrue(varve.findTopic("order").isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofManyWhoWantATopicOneMakesIt(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                TopicSpec spec = TopicSpec.of("topic-" + round).partitions(2);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Topic>> wanted = new ArrayList<>();
                for (int thread = 0; thread < 32; thread++) {
                    wanted.add(threads.submit(() -> {
                        start.await();
                        Topic topic = varve.getOrCreateTopic(spec);
                        topic.partition(0).append(StoreDisk.text("hello"));
                        return topic;
                    }));
                }
                start.countDown();
                Topic first = wanted.getFirst().get();
                for (Future<Topic> topic : wanted) {
                    assertSame(first, topic.get());
                }
                assertEquals(32, first.partition(0).endOffset());
            }
            assertEquals(20, varve.topics().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTopicMadeAgainStartsEmptyUnderAnotherId(StoreDisk kind) {
        Disk disk = kind.disk();
        UUID secondId;
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic first = varve.createTopic(TopicSpec.of("orders").partitions(2));
            first.partition(1).append(StoreDisk.text("old"));
            Cursor reader = first.partition(1).read(0);
            varve.deleteTopic("orders");
            assertThrows(ClosedException.class, () -> first.partition(1).append(StoreDisk.text("late")));
            assertThrows(ClosedException.class, () -> first.partition(1).read(0));
            assertThrows(ClosedException.class, () -> first.growTo(5));
            assertThrows(ClosedException.class, reader::next);
            reader.close();
            Topic second = varve.createTopic(TopicSpec.of("orders").partitions(2));
            secondId = second.id();
            assertNotEquals(first.id(), secondId);
            assertEquals(0, second.partition(1).endOffset());
            second.partition(1).append(StoreDisk.text("new"));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            assertEquals(secondId, varve.topic("orders").id());
            assertEquals(List.of("new"), StoreDisk.values(varve.topic("orders").partition(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void topicsGrowAndNeverShrink(StoreDisk kind) {
        Disk disk = kind.disk();
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            topic.partition(0).append(StoreDisk.text("stays"));
            topic.growTo(4);
            assertEquals(4, topic.partitionCount());
            topic.partition(3).append(StoreDisk.text("grown"));
            assertThrows(InvalidTopicException.class, () -> topic.growTo(3));
            assertThrows(InvalidTopicException.class, () -> topic.growTo(4));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic topic = varve.topic("orders");
            assertEquals(4, topic.partitionCount());
            assertEquals(List.of("stays"), StoreDisk.values(topic.partition(0)));
            assertEquals(List.of("grown"), StoreDisk.values(topic.partition(3)));
        }
    }

    /** No name leads out of the store. */
    @ParameterizedTest
    @EnumSource
    void badNamesAndCountsAreRefused(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            for (String name :
                    List.of("", ".", "..", "a/b", "../up", "/etc", "a\\b", "a b", "ä", "a\0b", "x".repeat(250))) {
                assertThrows(InvalidTopicException.class, () -> varve.createTopic(TopicSpec.of(name)), name);
                assertThrows(InvalidTopicException.class, () -> varve.getOrCreateTopic(TopicSpec.of(name)), name);
            }
            for (int count : new int[] {0, -1, Integer.MAX_VALUE}) {
                assertThrows(
                        InvalidTopicException.class,
                        () -> varve.createTopic(TopicSpec.of("orders").partitions(count)));
            }
            assertTrue(varve.topics().isEmpty());
            varve.createTopic(TopicSpec.of("x".repeat(249)));
        }
    }

    /** Figures of Kafka's own default partitioner, for three partitions. */
    @ParameterizedTest
    @EnumSource
    void keyedRecordsGoWhereKafkaPutsThem(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(3));
            for (int index = 0; index < 50; index++) {
                String key = "key-" + index;
                byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
                int expected = org.apache.kafka.common.utils.Utils.toPositive(
                                org.apache.kafka.common.utils.Utils.murmur2(bytes))
                        % 3;
                assertEquals(expected, topic.append(NewRecord.of(key, "v")).partition());
                assertEquals(expected, topic.partitionFor(bytes).index());
            }
            List<Integer> keyless = IntStream.range(0, 6)
                    .mapToObj(index -> topic.append(StoreDisk.text("v")).partition())
                    .toList();
            assertEquals(keyless.subList(0, 3), keyless.subList(3, 6));
            assertEquals(
                    List.of(0, 1, 2), keyless.subList(0, 3).stream().sorted().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletingAndMakingTopicsWhileOthersAppendHarmsNobody(StoreDisk kind) throws Exception {
        try (Varve varve = kind.open(temporary);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Topic steady = varve.createTopic(TopicSpec.of("steady"));
            Future<Long> writer = threads.submit(() -> {
                long last = -1;
                for (int index = 0; index < 500; index++) {
                    last = steady.append(StoreDisk.text("v" + index)).offset();
                }
                return last;
            });
            for (int round = 0; round < 15; round++) {
                Topic passing = varve.createTopic(TopicSpec.of("passing"));
                Future<Boolean> late = threads.submit(() -> {
                    for (int index = 0; index < 50; index++) {
                        try {
                            passing.append(StoreDisk.text("v"));
                        } catch (ClosedException gone) {
                            return true;
                        }
                    }
                    return false;
                });
                varve.deleteTopic("passing");
                late.get();
                assertThrows(ClosedException.class, () -> passing.append(StoreDisk.text("v")));
            }
            assertEquals(499, writer.get());
            assertEquals(1, varve.topics().size());
        }
    }
}
