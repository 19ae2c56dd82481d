package io.varve.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidBatchException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.Snappy;

/** What compressed bytes may cost, whatever they claim, and the dialects of other clients. */
class DecompressionBoundTest {

    private static final List<NewRecord> LARGE =
            List.of(new NewRecord(null, new byte[30 << 20], Batches.TIME_MS, List.of()));

    @ParameterizedTest
    @EnumSource(value = Codec.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombIsRefusedBeforeItTakesMemory(Codec codec) {
        int bytesMax = 1 << 20;
        for (ByteBuffer bomb :
                List.of(Batches.encode(Compression.of(codec), LARGE), KafkaBatches.encode(codec, LARGE))) {
            assertTrue(BatchCheck.isWhole(bomb, 0, bomb.limit()));
            try (BatchRecords records = new BatchRecords(bytesMax)) {
                long directBytes = directBytes();
                InvalidBatchException refusal = assertThrows(InvalidBatchException.class, () -> records.open(bomb, 0));
                assertTrue(refusal.getMessage().contains("at most 1048576 bytes, found"), refusal.getMessage());
                // Growth holds the old and the new memory for a moment, and what others freed meanwhile is no gain of
                // ours.
                assertTrue(directBytes() - directBytes <= 3L * bytesMax, "took " + (directBytes() - directBytes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Codec.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theBoundItselfIsAllowedAndOneByteMoreIsNot(Codec codec) {
        List<NewRecord> records = List.of(new NewRecord(null, new byte[100_000], Batches.TIME_MS, List.of()));
        int decompressedBytes = Batches.encode(Compression.NONE, records).limit() - BatchLayout.HEADER_BYTES;
        for (ByteBuffer batch :
                List.of(Batches.encode(Compression.of(codec), records), KafkaBatches.encode(codec, records))) {
            try (BatchRecords reader = new BatchRecords(decompressedBytes)) {
                reader.open(batch, 0);
                assertTrue(reader.next());
                assertEquals(100_000, reader.record().valueBytes());
            }
            try (BatchRecords reader = new BatchRecords(decompressedBytes - 1)) {
                assertThrows(InvalidBatchException.class, () -> reader.open(batch, 0));
            }
        }
    }

    @Test
    void claimsAreNotBelieved() {
        assertRefused(Codec.SNAPPY, "ffffffff07", "claims 2147483647");
        assertRefused(Codec.SNAPPY, "ffffffff0f", "claims");
        assertRefused(Codec.ZSTD, "28b52ffde00000000000010000010000", "more");
        assertRefused(Codec.ZSTD, "28b52ffde0ffffffffffffff7f010000", "found");
        assertRefused(Codec.LZ4, lz4Header(0x68, 0x40, "ffffffffffffff7f") + "00000000", "claims 9223372036854775807");
        assertRefused(Codec.LZ4, lz4Header(0x68, 0x40, "0500000000000000") + "00000000", "claims 5 bytes and holds 0");
        assertRefused(Codec.LZ4, lz4Header(0x60, 0x40, "") + "01000100", "LZ4 block of 65537 bytes");
        assertRefused(Codec.LZ4, lz4Header(0x40, 0x40, "") + "00000000", "dependent blocks");
        assertRefused(Codec.LZ4, lz4Header(0x60, 0x40, "") + "0000000000", "ends 1 bytes before");
        assertRefused(Codec.LZ4, "04224d18604000", "another checksum");
        assertRefused(Codec.GZIP, "1f8b08000000000000ff", "without its end");
        assertRefused(Codec.GZIP, "1f8b08ff0000000000ffffff", "cut short");
        assertRefused(Codec.GZIP, "1f8b08000000000000ff03000000000001000000", "another checksum or size");
        assertRefused(Codec.GZIP, "1f8b08000000000000ff0300000000000000000000", "no gzip member");
    }

    private static String lz4Header(int flags, int blockSize, String rest) {
        byte[] descriptor = HexFormat.of().parseHex("%02x%02x".formatted(flags, blockSize) + rest);
        byte checksum = Framing.lz4HeaderChecksum(ByteBuffer.wrap(descriptor), 0, descriptor.length);
        return "04224d18" + HexFormat.of().formatHex(descriptor) + "%02x".formatted(checksum & 0xff);
    }

    private static void assertRefused(Codec codec, String hex, String message) {
        ByteBuffer batch = Batches.around(HexFormat.of().parseHex(hex), codec, 1);
        try (BatchRecords records = new BatchRecords(1 << 20)) {
            InvalidBatchException refusal = assertThrows(InvalidBatchException.class, () -> records.open(batch, 0));
            assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
        }
    }

    @Test
    void dialectsOfOtherClientsAreRead() throws IOException {
        ByteBuffer plain = Batches.sample(Codec.NONE);
        List<NewRecord> expected = Batches.decode(plain, 0);
        byte[] records = Batches.payload(plain);
        byte[] first = Arrays.copyOf(records, 50);
        byte[] second = Arrays.copyOfRange(records, 50, records.length);
        assertEquals(expected, decode(Snappy.compress(records), Codec.SNAPPY), "snappy without framing");
        assertEquals(expected, decode(concat(xerial(first), xerial(second)), Codec.SNAPPY), "two xerial streams");
        assertEquals(expected, decode(concat(gzip(first), gzip(second)), Codec.GZIP), "two gzip members");
        byte[] named = concat(
                HexFormat.of().parseHex("1f8b081c00000000000003000102036e616d6500636f6d6d656e7400"),
                Arrays.copyOfRange(gzip(records), 10, gzip(records).length));
        assertEquals(expected, decode(named, Codec.GZIP), "gzip with extra, name and comment");
    }

    @Test
    void heapBuffersAreReadLikeDirectOnes() {
        for (Codec codec : Codec.values()) {
            ByteBuffer direct = Batches.sample(codec);
            ByteBuffer heap = ByteBuffer.allocate(direct.limit()).put(0, direct, 0, direct.limit());
            assertTrue(BatchCheck.isWhole(heap, 0, heap.limit()));
            assertEquals(Batches.decode(direct, 0), Batches.decode(heap, 0));
            assertEquals(Batches.decode(direct, 0), Batches.decode(direct.asReadOnlyBuffer(), 0));
        }
    }

    @Test
    void readingAndCheckingAllocateNothingOnceWarm() {
        ByteBuffer batch = Batches.encode(
                Compression.of(Codec.ZSTD),
                TimestampType.CREATE_TIME,
                BatchProducer.NONE,
                java.util.Collections.nCopies(
                        1_000, new NewRecord(new byte[9], new byte[90], 5L, List.of(new Header("a", null)))));
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (BatchRecords records = new BatchRecords(1 << 20)) {
            long leastBytes = Long.MAX_VALUE;
            for (int round = 0; round < 50; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                assertEquals(1_000, scan(records, batch));
                leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertTrue(leastBytes < 2_000, leastBytes + " bytes a batch of 1,000 records");
        }
    }

    private static int scan(BatchRecords records, ByteBuffer batch) {
        int count = 0;
        if (BatchCheck.isWhole(batch, 0, batch.limit())) {
            records.open(batch, 0);
            while (records.next()) {
                count += records.record().hasValue() ? 1 : 0;
            }
        }
        return count;
    }

    private static List<NewRecord> decode(byte[] payload, Codec codec) {
        ByteBuffer batch = Batches.around(payload, codec, 4);
        batch.putLong(BatchLayout.BASE_TIMESTAMP, Batches.TIME_MS);
        return Batches.decode(batch, 0);
    }

    private static byte[] xerial(byte[] raw) throws IOException {
        byte[] block = Snappy.compress(raw);
        ByteBuffer framed = ByteBuffer.allocate(20 + block.length);
        framed.putLong(Framing.XERIAL_MAGIC)
                .putInt(1)
                .putInt(1)
                .putInt(block.length)
                .put(block);
        return framed.array();
    }

    private static byte[] gzip(byte[] raw) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(bytes)) {
            stream.write(raw);
        }
        return bytes.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }
}
