package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidConfigException;
import io.varve.error.InvalidTimestampException;
import io.varve.error.RecordTooLargeException;
import io.varve.io.Disk;
import io.varve.record.Codec;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is set for a topic is kept, described and enforced; what is not enforced cannot be set. Answers RV-6, RV-7. */
class TopicConfigurationTest {

    @TempDir
    private Path temporary;

    private static String value(Topic topic, String key) {
        return topic.configuration().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @ParameterizedTest
    @EnumSource
    void configurationIsDescribedAlteredResetAndKept(StoreDisk kind) {
        Disk disk = kind.disk();
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders").with("segment.bytes", "2000"));
            topic.configuration().forEach(entry -> assertFalse(entry.meaning().isEmpty()));
            assertEquals("2000", value(topic, "segment.bytes"));
            assertEquals("1048588", value(topic, "max.message.bytes"));
            topic.alter(Map.of("max.message.bytes", "500", "durability", "os"));
            topic.reset(Set.of("segment.bytes", "segment.ms"));
            assertEquals("1073741824", value(topic, "segment.bytes"));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            Topic topic = varve.topic("orders");
            assertEquals("500", value(topic, "max.message.bytes"));
            assertEquals("os", value(topic, "durability"));
            assertEquals("1073741824", value(topic, "segment.bytes"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUnknownNotEnforcedOrOutOfRangeIsRefusedByName(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            Map<String, String> bad = Map.of(
                    "retention.ms", "1000",
                    "cleanup.policy", "compact",
                    "segment.byte", "2000",
                    "segment.bytes", "10",
                    "durability", "often",
                    "max.message.bytes", "-1",
                    "compression.gzip.level", "10");
            bad.forEach((key, value) -> {
                InvalidConfigException refused = assertThrows(
                        InvalidConfigException.class, () -> topic.alter(Map.of(key, value, "segment.ms", "7")));
                assertTrue(refused.getMessage().contains(key), refused::getMessage);
                assertThrows(
                        InvalidConfigException.class,
                        () -> varve.createTopic(TopicSpec.of("other").with(key, value)));
            });
            assertEquals("604800000", value(topic, "segment.ms"), "all or none");
            assertThrows(InvalidConfigException.class, () -> topic.reset(Set.of("retention.ms")));
            assertTrue(varve.findTopic("other").isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewLimitHoldsFromTheNextAppendOn(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            NewRecord record = NewRecord.of(new byte[1000]);
            topic.append(record);
            topic.alter(Map.of("max.message.bytes", "1000"));
            RecordTooLargeException refused = assertThrows(RecordTooLargeException.class, () -> topic.append(record));
            assertEquals(1000, refused.limitBytes());
            topic.reset(Set.of("max.message.bytes"));
            assertEquals(1, topic.append(record).offset());
        }
    }

    @ParameterizedTest
    @EnumSource
    void timestampsAreCheckedOrGivenByTheLog(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders")
                    .with("message.timestamp.before.max.ms", "10000")
                    .with("message.timestamp.after.max.ms", "10000"));
            long nowMs = System.currentTimeMillis();
            assertThrows(
                    InvalidTimestampException.class,
                    () -> topic.append(StoreDisk.text("v").at(nowMs - 60_000)));
            assertThrows(
                    InvalidTimestampException.class,
                    () -> topic.append(StoreDisk.text("v").at(nowMs + 60_000)));
            assertEquals(0, topic.partition(0).endOffset());
            Receipt own = topic.append(StoreDisk.text("v").at(nowMs - 5));
            assertEquals(nowMs - 5, own.timestampMs());
            topic.alter(Map.of("message.timestamp.type", "LogAppendTime"));
            Receipt stamped = topic.append(StoreDisk.text("v").at(7));
            assertTrue(stamped.timestampMs() >= nowMs);
            List<Record> records = topic.partition(0).read(0).stream().toList();
            assertEquals(TimestampType.CREATE_TIME, records.get(0).timestampType());
            assertEquals(TimestampType.LOG_APPEND_TIME, records.get(1).timestampType());
            assertEquals(stamped.timestampMs(), records.get(1).timestampMs());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCodecIsStoredAndRead(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            NewRecord record = NewRecord.of(new byte[100_000]);
            Map<String, Long> sizes = Set.of("uncompressed", "gzip", "snappy", "lz4", "zstd").stream()
                    .collect(Collectors.toMap(codec -> codec, codec -> {
                        Topic topic = varve.createTopic(TopicSpec.of(codec).with("compression.type", codec));
                        topic.append(record);
                        assertEquals(
                                100_000,
                                topic.partition(0).recordAt(0).orElseThrow().valueBytes());
                        return topic.partition(0).statistics().sizeBytes();
                    }));
            assertEquals(Codec.values().length, sizes.size());
            sizes.forEach((codec, bytes) -> assertEquals(!codec.equals("uncompressed"), bytes < 50_000, codec));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDurabilityOfATopicIsWhatReceiptsSay(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Topic topic = varve.createTopic(TopicSpec.of("orders"));
            assertEquals(Durability.DISK, topic.append(StoreDisk.text("v")).durability());
            topic.alter(Map.of("durability", "memory"));
            assertEquals(Durability.MEMORY, topic.append(StoreDisk.text("v")).durability());
            topic.alter(Map.of("durability", "os"));
            Receipt receipt = topic.append(StoreDisk.text("v"));
            assertEquals(new Receipt("orders", 0, 2, 1, receipt.timestampMs(), Durability.OS), receipt);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTopicThatDoesNotPromiseDiskIsForcedInTheBackgroundAsItsIntervalsSay(StoreDisk kind) {
        try (Varve varve = kind.open(temporary)) {
            Partition counted = varve.createTopic(
                            TopicSpec.of("counted").with("durability", "memory").with("flush.messages", "10"))
                    .partition(0);
            Partition timed = varve.createTopic(
                            TopicSpec.of("timed").with("durability", "os").with("flush.ms", "20"))
                    .partition(0);
            for (int i = 0; i < 10; i++) {
                counted.append(NewRecord.of("k", "v"));
            }
            timed.append(NewRecord.of("k", "v"));
            StoreDisk.await(() -> counted.statistics().durableEndOffset() == 10, "ten records are forced");
            StoreDisk.await(() -> timed.statistics().durableEndOffset() == 1, "20 ms later it is forced");
        }
    }
}
