package io.varve.testkit.kafka;

import io.varve.record.Codec;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records drawn from a seed: null and empty parts, compressible and random bytes, headers, a clock that jumps back. */
final class RandomRecords {

    private static final long TIME_MS = 1_700_000_000_000L;
    private static final byte[] PHRASE = "{\"path\":\"/a/b\",\"size\":17}".getBytes(StandardCharsets.UTF_8);
    private static final List<String> HEADER_NAMES = List.of("trace", "", "größe", "時刻", "𝄞 clef");

    private final SplittableRandom random;
    private final int valueBytesMax;
    private long timestampMs = TIME_MS;

    RandomRecords(SplittableRandom random, int valueBytesMax) {
        this.random = random;
        this.valueBytesMax = valueBytesMax;
    }

    NewRecord next() {
        timestampMs = switch (random.nextInt(25)) {
            case 0 -> timestampMs - random.nextLong(100_000);
            case 1 -> timestampMs + random.nextLong(1_000_000);
            case 2, 3 -> timestampMs;
            default -> timestampMs + random.nextLong(50);
        };
        byte[] key = random.nextInt(4) == 0 ? null : bytes(20);
        byte[] value = random.nextInt(8) == 0 ? null : bytes(valueBytesMax);
        return new NewRecord(key, value, timestampMs, headers());
    }

    List<NewRecord> batch(int countMax) {
        List<NewRecord> records = new ArrayList<>();
        int count = 1 + random.nextInt(countMax);
        for (int index = 0; index < count; index++) {
            records.add(next());
        }
        return records;
    }

    /** A batch in which records behind the first may have no timestamp, which only a Kafka client can write. */
    List<NewRecord> partlyUndatedBatch(int countMax) {
        List<NewRecord> records = batch(countMax);
        for (int index = 1; index < records.size(); index++) {
            if (random.nextInt(30) == 0) {
                records.set(index, records.get(index).at(-1L));
            }
        }
        return records;
    }

    /** What a record takes in a batch at most, with a share of the batch's header. */
    static int sizeBytesAtMost(NewRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        int overheadBytes = 150 + 100 * record.headers().size();
        return overheadBytes + (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
    }

    Codec codec() {
        return Codec.values()[random.nextInt(Codec.values().length)];
    }

    private byte[] bytes(int bytesMax) {
        byte[] bytes = new byte[random.nextInt(6) == 0 ? random.nextInt(3) : random.nextInt(bytesMax + 1)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
            return bytes;
        }
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = PHRASE[index % PHRASE.length];
        }
        return bytes;
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
        for (int index = 0; index < count; index++) {
            byte[] value = random.nextInt(3) == 0 ? null : bytes(30);
            headers.add(new Header(HEADER_NAMES.get(random.nextInt(HEADER_NAMES.size())), value));
        }
        return headers;
    }
}
