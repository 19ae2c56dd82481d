package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidConfigException;
import io.varve.log.FlushInterval;
import io.varve.log.LogConfig;
import io.varve.log.TimestampBounds;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.TimestampType;
import io.varve.segment.SegmentConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicConfigTest {

    @Test
    void defaultsAreKafkas() {
        LogConfig expected = new LogConfig(
                new SegmentConfig(1 << 30, 604_800_000L, 0L, 10 << 20, 4096),
                new TimestampBounds(TimestampType.CREATE_TIME, Long.MAX_VALUE, 3_600_000L),
                1_048_588,
                Optional.empty(),
                Durability.DISK,
                new FlushInterval(Long.MAX_VALUE, Long.MAX_VALUE));
        assertEquals(expected, TopicConfig.DEFAULT.logConfig());
        assertEquals(expected, TopicConfig.parse(Map.of()).logConfig());
    }

    @Test
    void everyKeyIsListedOnceInOrderWithItsDefaultAndMeaning() {
        List<TopicConfig.Entry> entries = TopicConfig.DEFAULT.entries();
        List<String> keys = entries.stream().map(TopicConfig.Entry::key).toList();
        assertEquals(keys.stream().sorted().distinct().toList(), keys);
        for (TopicConfig.Entry entry : entries) {
            assertEquals(entry.defaultValue(), entry.value());
            assertTrue(entry.meaning().lines().count() == 1 && entry.meaning().length() > 20, entry.key());
            assertTrue(!entry.key().endsWith(".ms") || entry.meaning().contains("in ms"), entry.key());
            assertTrue(!entry.key().endsWith(".bytes") || entry.meaning().contains("bytes"), entry.key());
            // A default is a value like any other, in the one form in which values are kept.
            assertEquals(
                    entry.value(),
                    TopicConfig.parse(Map.of(entry.key(), entry.value()))
                            .overrides()
                            .get(entry.key()));
        }
    }

    @Test
    void everyKeyThatIsListedChangesWhatTheLogDoes() {
        Map<String, String> others = Map.ofEntries(
                Map.entry("compression.gzip.level", "1"),
                Map.entry("compression.lz4.level", "1"),
                Map.entry("compression.zstd.level", "1"),
                Map.entry("compression.type", "snappy"),
                Map.entry("durability", "os"),
                Map.entry("flush.messages", "1"),
                Map.entry("flush.ms", "0"),
                Map.entry("index.interval.bytes", "1"),
                Map.entry("max.message.bytes", "1"),
                Map.entry("message.timestamp.after.max.ms", "1"),
                Map.entry("message.timestamp.before.max.ms", "1"),
                Map.entry("message.timestamp.type", "LogAppendTime"),
                Map.entry("segment.bytes", "1024"),
                Map.entry("segment.index.bytes", "24"),
                Map.entry("segment.jitter.ms", "1"),
                Map.entry("segment.ms", "1"));
        assertEquals(
                TopicConfig.DEFAULT.entries().stream()
                        .map(TopicConfig.Entry::key)
                        .collect(Collectors.toSet()),
                others.keySet());
        Set<LogConfig> seen = new HashSet<>();
        others.forEach((key, value) -> {
            String codec = key.matches("compression\\..*\\.level") ? key.split("\\.")[1] : "producer";
            TopicConfig before = TopicConfig.parse(Map.of("compression.type", codec));
            TopicConfig after = before.with(Map.of(key, value));
            assertFalse(after.logConfig().equals(before.logConfig()), key);
            assertTrue(seen.add(after.logConfig()), key);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "gzip,compression.gzip.level,-1,GZIP,6",
        "gzip,compression.gzip.level,9,GZIP,9",
        "lz4,compression.lz4.level,17,LZ4,17",
        "zstd,compression.zstd.level,-131072,ZSTD,-131072",
        "snappy,compression.zstd.level,22,SNAPPY,0",
        "uncompressed,compression.zstd.level,22,NONE,0"
    })
    void compressionTypeAndLevelMakeACodec(String type, String key, String level, Codec codec, int expectedLevel) {
        TopicConfig config = TopicConfig.parse(Map.of("compression.type", type, key, level));
        assertEquals(
                Optional.of(new Compression(codec, expectedLevel)),
                config.logConfig().compression());
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "flush.messages,0",
                "flush.ms,-1",
                "segment.bytes,1023",
                "segment.bytes,2147483648",
                "segment.bytes,-1",
                "segment.bytes,99999999999999999999",
                "segment.bytes,9223372036854775808",
                "segment.bytes,1e9",
                "segment.bytes,1 GiB",
                "segment.bytes,+4096",
                "segment.bytes, 4096",
                "segment.bytes,4096 ",
                "segment.bytes,0x1000",
                "segment.bytes,٤٠٩٦",
                "segment.bytes,''",
                "segment.ms,0",
                "segment.ms,9223372036854775808",
                "segment.jitter.ms,-1",
                "segment.index.bytes,23",
                "index.interval.bytes,-1",
                "max.message.bytes,-1",
                "message.timestamp.type,createtime",
                "message.timestamp.before.max.ms,-1",
                "message.timestamp.after.max.ms,-9223372036854775809",
                "compression.type,none",
                "compression.type,ZSTD",
                "compression.gzip.level,0",
                "compression.gzip.level,10",
                "compression.gzip.level,-2",
                "compression.lz4.level,0",
                "compression.lz4.level,18",
                "compression.zstd.level,23",
                "compression.zstd.level,-131073",
                "durability,DISK",
                "durability,none"
            })
    void valuesThatAreNotAcceptedAreRefusedWithWhatWouldBe(String key, String value) {
        InvalidConfigException refused =
                assertThrows(InvalidConfigException.class, () -> TopicConfig.parse(Map.of(key, value)));
        assertEquals(key, refused.key());
        assertTrue(refused.getMessage().contains(key) && refused.getMessage().contains("is not"), refused.getMessage());
        assertTrue(refused.getMessage().matches(".*(a whole number from|one of).*"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "segment.bytes,0004096,4096",
        "compression.zstd.level,-01,-1",
        "segment.ms,9223372036854775807,9223372036854775807"
    })
    void numbersAreKeptInOneForm(String key, String given, String kept) {
        assertEquals(Map.of(key, kept), TopicConfig.parse(Map.of(key, given)).overrides());
    }

    @Test
    void everyOtherKeyOfKafkasIsRefusedByName() throws ReflectiveOperationException {
        Set<String> ours = TopicConfig.DEFAULT.entries().stream()
                .map(TopicConfig.Entry::key)
                .collect(Collectors.toSet());
        int refusedCount = 0;
        for (var field : org.apache.kafka.common.config.TopicConfig.class.getFields()) {
            if (field.getName().endsWith("_CONFIG") && !ours.contains((String) field.get(null))) {
                String key = (String) field.get(null);
                InvalidConfigException refused =
                        assertThrows(InvalidConfigException.class, () -> TopicConfig.parse(Map.of(key, "1")));
                assertEquals(key, refused.key());
                assertTrue(refused.getMessage().contains("known but not enforced"), refused.getMessage());
                refusedCount++;
            }
        }
        assertTrue(refusedCount + ours.size() > 30, "only " + refusedCount);
    }

    @ParameterizedTest
    @CsvSource({
        "segment.byte,segment.bytes",
        "SEGMENT_BYTES,segment.bytes",
        "retension.ms,retention.ms",
        "durabilty,durability",
        "compresion.type,compression.type"
    })
    void aSlipOfTheKeyboardIsRefusedWithTheKeyThatWasMeant(String key, String meant) {
        InvalidConfigException refused =
                assertThrows(InvalidConfigException.class, () -> TopicConfig.parse(Map.of(key, "1")));
        assertTrue(refused.getMessage().contains("did you mean '" + meant + "'"), refused.getMessage());
        assertThrows(InvalidConfigException.class, () -> TopicConfig.DEFAULT.without(Set.of(key)));
    }

    @Test
    void otherKeysAreRefusedInOneShortLine() {
        for (String key : List.of("", "x", "colour", "a\nb", "k".repeat(1_000_000), "ключ")) {
            String message = assertThrows(InvalidConfigException.class, () -> TopicConfig.parse(Map.of(key, "1")))
                    .getMessage();
            assertTrue(message.contains("no such key") && !message.contains("did you mean"), message);
            assertTrue(message.length() < 300 && message.lines().count() == 1, message);
        }
    }

    @Test
    void changesAndResetsGiveANewConfiguration() {
        TopicConfig first = TopicConfig.parse(Map.of("segment.bytes", "4096", "durability", "os"));
        TopicConfig second = first.with(Map.of("segment.bytes", "8192"));
        assertEquals(Map.of("segment.bytes", "8192", "durability", "os"), second.overrides());
        assertEquals(Map.of("segment.bytes", "4096", "durability", "os"), first.overrides());
        assertEquals(
                TopicConfig.parse(Map.of("durability", "os")), second.without(Set.of("segment.bytes", "segment.ms")));
        assertEquals(TopicConfig.DEFAULT, second.without(Set.of("segment.bytes", "durability")));
        assertThrows(InvalidConfigException.class, () -> first.without(Set.of("retention.ms")));
        assertThrows(
                UnsupportedOperationException.class, () -> first.overrides().clear());
    }
}
