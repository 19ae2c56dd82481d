package io.varve.catalog;

import io.varve.error.InvalidConfigException;
import io.varve.log.FlushInterval;
import io.varve.log.LogConfig;
import io.varve.log.TimestampBounds;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.TimestampType;
import io.varve.segment.SegmentConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic's configuration: what is set for it by Kafka's names, checked, and what that means. Every key that can be set
 * is enforced; all others are refused by name. Immutable; any thread.
 */
public final class TopicConfig {

    /**
     * One configuration key of a topic.
     *
     * @param key Kafka's name for it, or ours where Kafka has none
     * @param value what holds now
     * @param defaultValue what holds where nothing is set
     * @param meaning what it does, with unit and accepted values
     */
    public record Entry(String key, String value, String defaultValue, String meaning) {}

    /** Nothing set. */
    public static final TopicConfig DEFAULT = new TopicConfig(Collections.emptySortedMap());

    private final SortedMap<String, String> overrides;
    private final LogConfig logConfig;

    private TopicConfig(SortedMap<String, String> overrides) {
        this.overrides = overrides;
        this.logConfig = new LogConfig(
                segments(),
                timestamps(),
                integer(ConfigKey.MAX_MESSAGE_BYTES),
                compression(),
                Durability.valueOf(value(ConfigKey.DURABILITY).toUpperCase(Locale.ROOT)),
                new FlushInterval(number(ConfigKey.FLUSH_MESSAGES), number(ConfigKey.FLUSH_MS)));
    }

    /**
     * Checks keys and values.
     *
     * @param overrides what differs from the defaults; numbers in decimal digits without anything around them
     * @throws InvalidConfigException naming a key that is unknown or not yet enforced, or whose value is not accepted
     */
    public static TopicConfig parse(Map<String, String> overrides) {
        return DEFAULT.with(overrides);
    }

    /**
     * The same with these keys set to these values.
     *
     * @throws InvalidConfigException as {@link #parse} does
     */
    public TopicConfig with(Map<String, String> changes) {
        SortedMap<String, String> changed = new TreeMap<>(overrides);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            ConfigKey key = enforced(change.getKey());
            changed.put(key.key(), key.kind().canonical(key.key(), change.getValue()));
        }
        return new TopicConfig(Collections.unmodifiableSortedMap(changed));
    }

    /**
     * The same with these keys set back to their defaults; one that is not set stays so.
     *
     * @throws InvalidConfigException naming a key that is unknown or not yet enforced
     */
    public TopicConfig without(Collection<String> keys) {
        SortedMap<String, String> changed = new TreeMap<>(overrides);
        for (String key : keys) {
            changed.remove(enforced(key).key());
        }
        return new TopicConfig(Collections.unmodifiableSortedMap(changed));
    }

    private static ConfigKey enforced(String key) {
        return ConfigKey.find(key).orElseThrow(() -> refused(key));
    }

    private static InvalidConfigException refused(String key) {
        if (ConfigKey.NOT_YET_ENFORCED.contains(key)) {
            return new InvalidConfigException(
                    key, "this key of Kafka's is known but not enforced by this release, so it cannot be set");
        }
        String meant = NearestKey.to(key)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("; 'varve topic describe' lists the known ones");
        return new InvalidConfigException(Shown.text(key), "there is no such key" + meant);
    }

    /** What is set, by key; without the defaults. */
    public SortedMap<String, String> overrides() {
        return overrides;
    }

    /** All keys, in the order of their names. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (ConfigKey key : ConfigKey.values()) {
            entries.add(new Entry(key.key(), value(key), key.defaultValue(), key.meaning()));
        }
        return List.copyOf(entries);
    }

    /** What it means for each of the topic's partitions. */
    public LogConfig logConfig() {
        return logConfig;
    }

    private SegmentConfig segments() {
        return new SegmentConfig(
                integer(ConfigKey.SEGMENT_BYTES),
                number(ConfigKey.SEGMENT_MS),
                number(ConfigKey.SEGMENT_JITTER_MS),
                integer(ConfigKey.SEGMENT_INDEX_BYTES),
                integer(ConfigKey.INDEX_INTERVAL_BYTES));
    }

    private TimestampBounds timestamps() {
        TimestampType type = value(ConfigKey.MESSAGE_TIMESTAMP_TYPE).equals("LogAppendTime")
                ? TimestampType.LOG_APPEND_TIME
                : TimestampType.CREATE_TIME;
        return new TimestampBounds(
                type,
                number(ConfigKey.MESSAGE_TIMESTAMP_BEFORE_MAX_MS),
                number(ConfigKey.MESSAGE_TIMESTAMP_AFTER_MAX_MS));
    }

    private Optional<Compression> compression() {
        String type = value(ConfigKey.COMPRESSION_TYPE);
        if (type.equals("producer")) {
            return Optional.empty();
        }
        if (type.equals("uncompressed")) {
            return Optional.of(Compression.NONE);
        }
        return Optional.of(compression(Codec.valueOf(type.toUpperCase(Locale.ROOT))));
    }

    private Compression compression(Codec codec) {
        return switch (codec) {
            case NONE, SNAPPY -> Compression.of(codec);
            case GZIP -> {
                int level = integer(ConfigKey.COMPRESSION_GZIP_LEVEL);
                yield level == -1 ? Compression.of(codec) : new Compression(codec, level);
            }
            case LZ4 -> new Compression(codec, integer(ConfigKey.COMPRESSION_LZ4_LEVEL));
            case ZSTD -> new Compression(codec, integer(ConfigKey.COMPRESSION_ZSTD_LEVEL));
        };
    }

    private String value(ConfigKey key) {
        return overrides.getOrDefault(key.key(), key.defaultValue());
    }

    private long number(ConfigKey key) {
        return Long.parseLong(value(key));
    }

    private int integer(ConfigKey key) {
        return Integer.parseInt(value(key));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TopicConfig that && overrides.equals(that.overrides);
    }

    @Override
    public int hashCode() {
        return overrides.hashCode();
    }

    @Override
    public String toString() {
        return overrides.toString();
    }
}
