package io.varve.batch;

import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records, drawn from a seed, and batches of them, for the tests of this package. */
final class Batches {

    static final int BYTES_MAX = 64 * 1024 * 1024;
    static final long TIME_MS = 1_700_000_000_000L;

    private Batches() {}

    /**
     * Records of every shape: null and empty parts, repetitive and random bytes, clocks that jump, headers of all
     * kinds.
     */
    static List<NewRecord> randomRecords(SplittableRandom random, int count, int valueBytesMax) {
        List<NewRecord> records = new ArrayList<>(count);
        long timestampMs = TIME_MS;
        for (int index = 0; index < count; index++) {
            timestampMs = switch (random.nextInt(20)) {
                case 0 -> random.nextLong(0, Long.MAX_VALUE);
                case 1 -> Math.max(0, timestampMs - random.nextLong(1_000_000));
                default -> timestampMs + random.nextLong(50);
            };
            byte[] key = random.nextInt(4) == 0 ? null : randomBytes(random, 20);
            byte[] value = random.nextInt(8) == 0 ? null : randomBytes(random, valueBytesMax);
            records.add(new NewRecord(key, value, timestampMs, randomHeaders(random)));
        }
        return records;
    }

    static byte[] randomBytes(SplittableRandom random, int bytesMax) {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(bytesMax + 1)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] phrase = "{\"path\":\"/a/b\"}".getBytes(StandardCharsets.UTF_8);
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = phrase[index % phrase.length];
        }
        return bytes;
    }

    private static List<Header> randomHeaders(SplittableRandom random) {
        List<Header> headers = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
        String[] names = {"trace", "", "größe", "時刻", "𝄞 clef", "a".repeat(100)};
        for (int index = 0; index < count; index++) {
            byte[] value = random.nextInt(3) == 0 ? null : randomBytes(random, 30);
            headers.add(new Header(names[random.nextInt(names.length)], value));
        }
        return headers;
    }

    /** A batch of these records in a direct buffer of its own. */
    static ByteBuffer encode(Compression compression, List<NewRecord> records) {
        return encode(compression, TimestampType.CREATE_TIME, BatchProducer.NONE, records);
    }

    static ByteBuffer encode(
            Compression compression, TimestampType timestampType, BatchProducer producer, List<NewRecord> records) {
        try (BatchEncoder encoder = new BatchEncoder(BYTES_MAX)) {
            encoder.start(compression, timestampType, producer);
            records.forEach(
                    record -> encoder.add(record.key(), record.value(), record.timestampMs(), record.headers()));
            return copy(encoder.finish());
        }
    }

    /**
     * A batch of this codec, and none of its records: long enough to be compressible, short enough to try every bit.
     */
    static ByteBuffer sample(Codec codec) {
        List<NewRecord> records = new ArrayList<>();
        for (int index = 0; index < 4; index++) {
            byte[] value = "value value value value value value".getBytes(StandardCharsets.UTF_8);
            Header header = new Header("name", new byte[] {(byte) index});
            records.add(new NewRecord(new byte[] {1, 2, 3}, value, TIME_MS + index * 100L, List.of(header)));
        }
        return encode(Compression.of(codec), records);
    }

    /** What a batch holds. */
    static List<NewRecord> decode(ByteBuffer batch, int at) {
        try (BatchRecords records = new BatchRecords(BYTES_MAX)) {
            records.open(batch, at);
            List<NewRecord> decoded = new ArrayList<>();
            while (records.next()) {
                decoded.add(plain(records.record()));
            }
            return decoded;
        }
    }

    static List<Long> offsets(ByteBuffer batch) {
        try (BatchRecords records = new BatchRecords(BYTES_MAX)) {
            records.open(batch, 0);
            List<Long> offsets = new ArrayList<>();
            while (records.next()) {
                offsets.add(records.record().offset());
            }
            return offsets;
        }
    }

    static NewRecord plain(Record record) {
        return new NewRecord(record.keyArray(), record.valueArray(), record.timestampMs(), record.headers());
    }

    /** The bytes from position 0 to the limit, in a direct buffer of their own. */
    static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.limit()).put(0, bytes, 0, bytes.limit());
    }

    /** A batch with the header of an empty one of this codec, and these bytes for records, under a right CRC. */
    static ByteBuffer around(byte[] payload, Codec codec, int recordCount) {
        ByteBuffer batch = ByteBuffer.allocateDirect(BatchLayout.HEADER_BYTES + payload.length);
        batch.putInt(BatchLayout.LENGTH, batch.capacity() - BatchLayout.LENGTH_OVERHEAD_BYTES);
        batch.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        batch.putShort(BatchLayout.ATTRIBUTES, (short) BatchHeader.codecNumber(codec));
        batch.putInt(BatchLayout.LAST_OFFSET_DELTA, Math.max(0, recordCount - 1));
        batch.putInt(BatchLayout.RECORD_COUNT, recordCount);
        batch.putLong(BatchLayout.PRODUCER_ID, BatchLayout.NO_PRODUCER_ID);
        batch.put(BatchLayout.HEADER_BYTES, payload);
        BatchHeader.stampCrc(batch, 0);
        return batch;
    }

    /** The bytes behind the header of a batch. */
    static byte[] payload(ByteBuffer batch) {
        byte[] payload = new byte[batch.limit() - BatchLayout.HEADER_BYTES];
        batch.get(BatchLayout.HEADER_BYTES, payload);
        return payload;
    }
}
