package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidBatchException;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading ahead gives what reading record by record gives, for good bytes and for bad ones. */
class PlainRecordsTest {

    private static final int SEEDS = 10_000;

    @Test
    void readingAheadIsReadingRecordByRecord() {
        int intact = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ByteBuffer batch = damaged(batch(random), random);
            long from = random.nextInt(3) == 0 ? random.nextLong(40) : 0;
            List<String> ahead = read(new BatchRecords(1 << 20), batch, from);
            List<String> oneByOne = read(new BatchRecords(1 << 20, 0), batch, from);
            assertEquals(oneByOne, ahead, "seed " + seed);
            intact += ahead.getLast().equals("end") ? 1 : 0;
        }
        assertTrue(intact > SEEDS / 10 && intact < SEEDS * 9 / 10, intact + " of " + SEEDS + " could be read");
    }

    /** The records from an offset on as text, and how the reading ended. */
    private static List<String> read(BatchRecords records, ByteBuffer batch, long from) {
        List<String> read = new ArrayList<>();
        try (records) {
            records.open(batch, 5);
            if (from > 0) {
                read.add("skipped to one: " + records.skipTo(from));
            }
            while (records.next()) {
                Record record = records.record();
                read.add(record.offset() + " " + record.timestampMs() + " " + Arrays.toString(record.keyArray()) + " "
                        + Arrays.toString(record.valueArray()) + " "
                        + record.copy().headers() + " "
                        + records.positionBytes() + " " + records.readCount());
            }
            read.add("end");
        } catch (InvalidBatchException refused) {
            read.add(refused.reason());
        }
        return read;
    }

    /** A batch of records of all shapes, most of them plain, somewhere in a larger buffer. */
    private static ByteBuffer batch(SplittableRandom random) {
        int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 200 : 20);
        int odd = random.nextInt(4) == 0 ? 3 : 30;
        try (BatchEncoder encoder = new BatchEncoder(8 << 20)) {
            encoder.start(
                    Compression.NONE,
                    random.nextInt(5) == 0 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME);
            for (int index = 0; index < count; index++) {
                long timestampMs = 1_000_000 + index * (random.nextInt(odd) == 0 ? 100_000L : 3L);
                List<Header> headers = random.nextInt(odd) == 0 ? List.of(new Header("h", new byte[2])) : List.of();
                encoder.add(bytes(random, odd), bytes(random, odd), timestampMs, headers);
            }
            ByteBuffer batch = encoder.finish();
            int behind = random.nextInt(3) == 0 ? 0 : 20;
            ByteBuffer buffer = ByteBuffer.allocateDirect(5 + batch.limit() + behind);
            return buffer.put(5, batch, 0, batch.limit());
        }
    }

    private static byte @Nullable [] bytes(SplittableRandom random, int odd) {
        if (random.nextInt(4) == 0) {
            return random.nextBoolean() ? null : new byte[0];
        }
        byte[] bytes = new byte[random.nextInt(odd * 8) == 0 ? 9000 : random.nextInt(150)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Up to three bytes of the records changed, low and high bits alike; sometimes the counts of the header. */
    private static ByteBuffer damaged(ByteBuffer buffer, SplittableRandom random) {
        int recordsFrom = 5 + BatchLayout.HEADER_BYTES;
        int recordsEnd = 5 + BatchHeader.sizeBytes(buffer, 5);
        for (int left = random.nextInt(4); left > 0; left--) {
            int at = random.nextInt(2) == 0
                    ? recordsFrom + random.nextInt(Math.min(12, recordsEnd - recordsFrom))
                    : random.nextInt(recordsFrom, recordsEnd);
            buffer.put(at, (byte) (buffer.get(at) ^ 1 << random.nextInt(8)));
        }
        if (random.nextInt(20) == 0) {
            int field = random.nextBoolean() ? BatchLayout.RECORD_COUNT : BatchLayout.LAST_OFFSET_DELTA;
            buffer.putInt(5 + field, Math.max(0, buffer.getInt(5 + field) + random.nextInt(-1, 2)));
        }
        return buffer;
    }
}
