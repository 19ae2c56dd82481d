package io.varve.testkit;

import io.varve.PreparedBatch;
import io.varve.batch.BatchHeader;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What goes into a log, drawn: records, batches, topic configurations. */
public final class DrawnLog {

    private DrawnLog() {}

    /**
     * A record of any shape: null and empty parts, headers that repeat, clocks that jump.
     *
     * @param nowMs about when, in ms since 1970; at most a little later
     */
    public static NewRecord record(Draw draw, long nowMs, int valueBytesMax) {
        byte[] key = draw.oneIn(4) ? null : draw.bytes(24);
        byte[] value = draw.oneIn(8) ? null : draw.bytes(valueBytesMax);
        return new NewRecord(key, value, timestampMs(draw, nowMs), headers(draw));
    }

    /** At least one record. */
    public static List<NewRecord> records(Draw draw, long nowMs, int countMax, int valueBytesMax) {
        return draw.list(1, countMax, () -> record(draw, nowMs, valueBytesMax));
    }

    private static long timestampMs(Draw draw, long nowMs) {
        return switch (draw.below(10)) {
            case 0 -> draw.between(0L, nowMs);
            case 1 -> 0L;
            case 2, 3 -> nowMs - draw.below(100_000);
            default -> nowMs + draw.below(1000);
        };
    }

    private static List<Header> headers(Draw draw) {
        return draw.oneIn(3)
                ? draw.list(0, 4, () -> new Header(draw.text(12), draw.oneIn(3) ? null : draw.bytes(40)))
                : List.of();
    }

    /** A codec, at some level. */
    public static Compression compression(Draw draw) {
        Codec codec = draw.pick(Codec.values());
        int highest = Math.min(Compression.highestLevel(codec), 9);
        int lowest = Math.max(Compression.lowestLevel(codec), -5);
        return new Compression(codec, draw.between(lowest, highest));
    }

    /** These records as a client would send them. */
    public static PreparedBatch batch(Draw draw, List<NewRecord> records) {
        return PreparedBatch.of(records, compression(draw));
    }

    /**
     * Batches as a leader would send them to a follower, one after the other.
     *
     * @param batches what they hold
     * @param baseOffsets the offset of the first record of each
     */
    public static ByteBuffer replicated(List<PreparedBatch> batches, List<Long> baseOffsets, int leaderEpoch) {
        int sizeBytes = batches.stream().mapToInt(PreparedBatch::sizeBytes).sum();
        ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
        for (int index = 0; index < batches.size(); index++) {
            int at = bytes.position();
            bytes.put(batches.get(index).bytes());
            BatchHeader.assign(bytes, at, baseOffsets.get(index), leaderEpoch);
        }
        return bytes.flip();
    }

    /** Splits records into runs of at least one. */
    public static List<List<NewRecord>> runs(Draw draw, List<NewRecord> records) {
        List<List<NewRecord>> runs = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            int to = draw.between(from + 1, records.size());
            runs.add(records.subList(from, to));
            from = to;
        }
        return runs;
    }

    /** Topic configuration that makes a log roll, index and compress at every turn. */
    public static Map<String, String> configuration(Draw draw) {
        Map<String, String> configuration = new TreeMap<>();
        configuration.put("segment.bytes", draw.pick("1024", "2048", "10000", "1000000"));
        configuration.put("index.interval.bytes", draw.pick("0", "1", "200", "4096"));
        configuration.put("segment.index.bytes", draw.pick("24", "100", "10485760"));
        configuration.put("durability", draw.pick("memory", "os", "disk", "disk"));
        configuration.put(
                "compression.type", draw.pick("producer", "producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"));
        configuration.put(
                "message.timestamp.type", draw.pick("CreateTime", "CreateTime", "CreateTime", "LogAppendTime"));
        configuration.put("segment.ms", draw.pick("1", "1000", "604800000"));
        configuration.put("segment.jitter.ms", draw.pick("0", "500"));
        return configuration;
    }
}
