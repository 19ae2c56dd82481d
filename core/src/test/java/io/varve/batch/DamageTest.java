package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that are not what a writer wrote. */
class DamageTest {

    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyTruncationIsTorn(Codec codec) {
        ByteBuffer batch = Batches.sample(codec);
        for (int limit = 0; limit < batch.limit(); limit++) {
            assertFalse(BatchCheck.isWhole(batch, 0, limit));
            BatchCheck.Torn torn = assertInstanceOf(BatchCheck.Torn.class, BatchCheck.of(batch, 0, limit));
            boolean isLengthKnown = limit >= BatchLayout.LENGTH_OVERHEAD_BYTES;
            assertEquals(isLengthKnown ? batch.limit() : BatchLayout.HEADER_BYTES, torn.neededBytes());
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void noBitFlipPassesForTheBatch(Codec codec) {
        ByteBuffer batch = Batches.sample(codec);
        for (int bit = 0; bit < batch.limit() * 8; bit++) {
            ByteBuffer flipped = Batches.copy(batch);
            int position = bit / 8;
            flipped.put(position, (byte) (flipped.get(position) ^ 1 << bit % 8));
            BatchCheck check = BatchCheck.of(flipped, 0, flipped.limit());
            boolean isOutsideTheCrc = position < BatchLayout.LENGTH
                    || position >= BatchLayout.LEADER_EPOCH && position < BatchLayout.MAGIC;
            assertEquals(isOutsideTheCrc, check instanceof BatchCheck.Whole, "bit " + bit + ": " + check);
            assertEquals(isOutsideTheCrc, BatchCheck.isWhole(flipped, 0, flipped.limit()), "bit " + bit);
        }
    }

    @Test
    void zeroesAreDamage() {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(1024);
        assertEquals(
                new BatchCheck.Damaged(BatchLayout.LENGTH, "a length from 49 to 2147483635", "0"),
                BatchCheck.of(zeroes, 0, zeroes.limit()));
    }

    @Test
    void bytesBeforeAndAfterTheBatchAreNotLookedAt() {
        ByteBuffer batch = Batches.sample(Codec.NONE);
        ByteBuffer among = ByteBuffer.allocateDirect(batch.limit() + 20);
        for (int position = 0; position < among.limit(); position++) {
            among.put(position, (byte) 0xa5);
        }
        among.put(7, batch, 0, batch.limit());
        assertEquals(new BatchCheck.Whole(batch.limit()), BatchCheck.of(among, 7, among.limit()));
        assertEquals(Batches.decode(batch, 0), Batches.decode(among, 7));
        assertInstanceOf(BatchCheck.Torn.class, BatchCheck.of(among, 7, 7 + batch.limit() - 1));
        assertEquals(0, among.position());
        assertEquals(among.capacity(), among.limit());
    }

    @Test
    void aRightCrcOverAWrongHeaderIsDamage() {
        assertDamaged(BatchLayout.LAST_OFFSET_DELTA, batch -> batch.putInt(BatchLayout.LAST_OFFSET_DELTA, -1));
        assertDamaged(BatchLayout.RECORD_COUNT, batch -> batch.putInt(BatchLayout.RECORD_COUNT, -1));
        assertDamaged(BatchLayout.ATTRIBUTES, batch -> batch.putShort(BatchLayout.ATTRIBUTES, (short) 5));
        assertDamaged(BatchLayout.MAGIC, batch -> batch.put(BatchLayout.MAGIC, (byte) 1));
    }

    private static void assertDamaged(int position, java.util.function.Consumer<ByteBuffer> change) {
        ByteBuffer batch = Batches.sample(Codec.NONE);
        change.accept(batch);
        BatchHeader.stampCrc(batch, 0);
        BatchCheck check = BatchCheck.of(batch, 0, batch.limit());
        assertEquals(position, assertInstanceOf(BatchCheck.Damaged.class, check).positionInBatch());
    }

    /**
     * The CRC is made right again, as a faulty writer would: what is inside must be refused, or read, and nothing else.
     */
    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyBitFlipUnderARightCrcIsReadOrRefused(Codec codec) {
        ByteBuffer batch = Batches.sample(codec);
        int refusedCount = 0;
        try (BatchValidation validation = new BatchValidation(1 << 20)) {
            for (int bit = BatchLayout.HEADER_BYTES * 8; bit < batch.limit() * 8; bit++) {
                ByteBuffer flipped = Batches.copy(batch);
                flipped.put(bit / 8, (byte) (flipped.get(bit / 8) ^ 1 << bit % 8));
                refusedCount += isRefused(validation, flipped, "bit " + bit) ? 1 : 0;
            }
        }
        assertTrue(refusedCount > 100, "only " + refusedCount + " refused");
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyTruncationUnderARightCrcIsRefused(Codec codec) {
        byte[] payload = Batches.payload(Batches.sample(codec));
        try (BatchValidation validation = new BatchValidation(1 << 20)) {
            for (int bytes = 0; bytes < payload.length; bytes++) {
                ByteBuffer cut = Batches.around(java.util.Arrays.copyOf(payload, bytes), codec, 4);
                String message = bytes + " of " + payload.length + " bytes";
                assertTrue(isRefused(validation, cut, message), message);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void randomDamageUnderARightCrcIsReadOrRefused(Codec codec) {
        try (BatchValidation validation = new BatchValidation(1 << 20)) {
            for (long seed = 1; seed <= 1_500; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                ByteBuffer batch = Batches.encode(
                        Compression.of(codec), Batches.randomRecords(random, 1 + random.nextInt(20), 200));
                for (int change = random.nextInt(1, 8); change > 0; change--) {
                    int position = random.nextInt(BatchLayout.HEADER_BYTES, batch.limit());
                    int value = random.nextInt(3) == 0 ? random.nextInt() : random.nextBoolean() ? 0xff : 0;
                    batch.put(position, (byte) value);
                }
                isRefused(validation, batch, "seed " + seed);
            }
        }
    }

    private static boolean isRefused(BatchValidation validation, ByteBuffer batch, String message) {
        BatchHeader.stampCrc(batch, 0);
        try {
            validation.check(batch, 0, batch.limit());
            return false;
        } catch (InvalidBatchException refusal) {
            return true;
        } catch (RuntimeException other) {
            return fail(message, other);
        }
    }

    @Test
    void malformedRecordsAreRefusedWithTheirPlace() {
        // length, attributes, timestamp delta, offset delta, key length, value length, header count
        assertRefused("at byte 61 of the batch", List.of(0x80), 1);
        assertRefused("a record length from 0 to the 6 bytes left", List.of(14, 0, 0, 0, 1, 1, 0), 1);
        assertRefused("a record length", List.of(1, 0, 0, 0, 1, 1, 0), 1);
        assertRefused("a key length from -1", List.of(12, 0, 0, 0, 3, 1, 0), 1);
        assertRefused("a key length from -1", List.of(12, 0, 0, 0, 8, 1, 0), 1);
        assertRefused("a value length from -1", List.of(12, 0, 0, 0, 1, 4, 0), 1);
        assertRefused("a header count from 0", List.of(12, 0, 0, 0, 1, 1, 1), 1);
        assertRefused("a header count from 0", List.of(12, 0, 0, 0, 1, 1, 2), 1);
        assertRefused("a header name length", List.of(16, 0, 0, 0, 1, 1, 2, 1, 0), 1);
        assertRefused("a header value length", List.of(16, 0, 0, 0, 1, 1, 2, 0, 2), 1);
        assertRefused("the end of the record", List.of(14, 0, 0, 0, 1, 1, 0, 0), 1);
        assertRefused("the end after 1 records", List.of(12, 0, 0, 0, 1, 1, 0, 0), 1);
        assertRefused("a varint", List.of(12, 0, 0, 0, 1, 1, 0), 2);
        assertRefused("an offset delta from 1 to 1", List.of(12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 0, 1, 1, 0), 2);
        assertRefused("an offset delta from 0 to 0", List.of(12, 0, 0, 2, 1, 1, 0), 1);
        assertRefused("an offset delta from 0 to 0", List.of(12, 0, 0, 1, 1, 1, 0), 1);
        assertRefused("a varint of at most 5 bytes", List.of(0x80, 0x80, 0x80, 0x80, 0x80, 0), 1);
        assertRefused("a varint of 32 bits", List.of(0x80, 0x80, 0x80, 0x80, 0x10), 1);
        assertRefused("the end, since the batch has no records", List.of(12, 0, 0, 0, 1, 1, 0), 0);
        assertRefused("record's attributes", List.of(0), 1);
    }

    private static void assertRefused(String message, List<Integer> payload, int recordCount) {
        byte[] bytes = new byte[payload.size()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = payload.get(index).byteValue();
        }
        ByteBuffer batch = Batches.around(bytes, Codec.NONE, recordCount);
        InvalidBatchException refusal = assertThrows(InvalidBatchException.class, () -> Batches.decode(batch, 0));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void aReaderThatMetAFaultGivesNoFurtherRecord() {
        byte[] bytes = {12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 0, 1, 1, 0, 12, 0, 0, 4, 1, 1, 0};
        try (BatchRecords records = new BatchRecords(1024)) {
            records.open(Batches.around(bytes, Codec.NONE, 3), 0);
            assertTrue(records.next());
            assertThrows(InvalidBatchException.class, records::next);
            assertEquals(BatchLayout.HEADER_BYTES + 11, records.positionBytes());
            assertThrows(InvalidBatchException.class, records::next);
            records.open(Batches.sample(Codec.GZIP), 0);
            assertTrue(records.next());
            assertTrue(records.isDecompressed());
        }
    }
}
