package io.varve.catalog;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The topic configuration that this build enforces, and the names of what it does not enforce yet. Names, defaults and
 * bounds are Kafka's, but for three: {@code segment.bytes} goes down to 1 KiB (Kafka: 1 MiB), for small devices and for
 * tests; {@code segment.index.bytes} begins at 24 (Kafka: 4), the room of two time index entries, without which a
 * segment would be full before its first batch; {@code durability} is ours.
 */
enum ConfigKey {
    COMPRESSION_GZIP_LEVEL(
            "compression.gzip.level",
            new ValueKind.Whole(1, 9, List.of(-1L)),
            "-1",
            "how hard gzip tries; -1 is its own default, 6"),
    COMPRESSION_LZ4_LEVEL("compression.lz4.level", new ValueKind.Whole(1, 17, List.of()), "9", "how hard lz4 tries"),
    COMPRESSION_TYPE(
            "compression.type",
            new ValueKind.Word(List.of("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd")),
            "producer",
            "what batches are stored with; producer keeps what they came with"),
    COMPRESSION_ZSTD_LEVEL(
            "compression.zstd.level", new ValueKind.Whole(-131_072, 22, List.of()), "3", "how hard zstd tries"),
    DURABILITY(
            "durability",
            new ValueKind.Word(List.of("memory", "os", "disk")),
            "disk",
            "where a record is before its append returns and before readers see it"),
    FLUSH_MESSAGES(
            "flush.messages",
            new ValueKind.Whole(1, Long.MAX_VALUE, List.of()),
            Long.toString(Long.MAX_VALUE),
            "after so many records the log is forced in the background, where durability is not disk"),
    FLUSH_MS(
            "flush.ms",
            new ValueKind.Whole(0, Long.MAX_VALUE, List.of()),
            Long.toString(Long.MAX_VALUE),
            "a record is forced in the background after so long, in ms, where durability is not disk"),
    INDEX_INTERVAL_BYTES(
            "index.interval.bytes",
            new ValueKind.Whole(0, Integer.MAX_VALUE, List.of()),
            "4096",
            "bytes of log between two index entries"),
    MAX_MESSAGE_BYTES(
            "max.message.bytes",
            new ValueKind.Whole(0, Integer.MAX_VALUE, List.of()),
            "1048588",
            "the largest batch, in bytes as stored"),
    MESSAGE_TIMESTAMP_AFTER_MAX_MS(
            "message.timestamp.after.max.ms",
            new ValueKind.Whole(0, Long.MAX_VALUE, List.of()),
            "3600000",
            "how far ahead of the clock a record may be dated, in ms"),
    MESSAGE_TIMESTAMP_BEFORE_MAX_MS(
            "message.timestamp.before.max.ms",
            new ValueKind.Whole(0, Long.MAX_VALUE, List.of()),
            Long.toString(Long.MAX_VALUE),
            "how far behind the clock a record may be dated, in ms"),
    MESSAGE_TIMESTAMP_TYPE(
            "message.timestamp.type",
            new ValueKind.Word(List.of("CreateTime", "LogAppendTime")),
            "CreateTime",
            "whether a record is dated by its maker or by the log"),
    SEGMENT_BYTES(
            "segment.bytes",
            new ValueKind.Whole(1024, Integer.MAX_VALUE, List.of()),
            "1073741824",
            "a segment's log is at most this large, in bytes, unless one batch is larger"),
    SEGMENT_INDEX_BYTES(
            "segment.index.bytes",
            new ValueKind.Whole(24, Integer.MAX_VALUE, List.of()),
            "10485760",
            "an index of a segment is at most this large, in bytes"),
    SEGMENT_JITTER_MS(
            "segment.jitter.ms",
            new ValueKind.Whole(0, Long.MAX_VALUE, List.of()),
            "0",
            "up to this much is taken off segment.ms at random, in ms"),
    SEGMENT_MS(
            "segment.ms",
            new ValueKind.Whole(1, Long.MAX_VALUE, List.of()),
            "604800000",
            "a segment is closed when its first batch is this old, in ms");

    /** Kafka's other topic keys. Accepting one without acting on it would be a promise broken in silence. */
    static final SortedSet<String> NOT_YET_ENFORCED = new TreeSet<>(List.of(
            "cleanup.policy",
            "delete.retention.ms",
            "file.delete.delay.ms",
            "follower.replication.throttled.replicas",
            "leader.replication.throttled.replicas",
            "local.retention.bytes",
            "local.retention.ms",
            "max.compaction.lag.ms",
            "message.downconversion.enable",
            "message.format.version",
            "message.timestamp.difference.max.ms",
            "min.cleanable.dirty.ratio",
            "min.compaction.lag.ms",
            "min.insync.replicas",
            "preallocate",
            "remote.log.copy.disable",
            "remote.log.delete.on.disable",
            "remote.storage.enable",
            "retention.bytes",
            "retention.ms",
            "unclean.leader.election.enable"));

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // every kind is a record of constants
    private final ValueKind kind;

    private final String defaultValue;
    private final String meaning;

    ConfigKey(String key, ValueKind kind, String defaultValue, String meaning) {
        this.key = key;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    static Optional<ConfigKey> find(String key) {
        for (ConfigKey candidate : values()) {
            if (candidate.key.equals(key)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    String key() {
        return key;
    }

    ValueKind kind() {
        return kind;
    }

    String defaultValue() {
        return defaultValue;
    }

    /** What it does, its unit and its accepted values. */
    String meaning() {
        return meaning + "; " + kind.accepted();
    }
}
