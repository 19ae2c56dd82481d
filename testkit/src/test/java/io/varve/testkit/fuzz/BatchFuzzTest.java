package io.varve.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.varve.AppendOptions;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.batch.BatchRecords;
import io.varve.batch.BatchValidation;
import io.varve.record.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Batches that come from outside. {@code JAZZER_FUZZ=1} looks for new inputs; without it the known ones are run. */
class BatchFuzzTest {

    private static final int DECOMPRESSED_BYTES_MAX = 4 << 20;

    /** Then a new store is taken, since one in memory holds all that it was given. */
    private static final long RECORDS_MAX = 50_000;

    private static Varve varve;
    private static Partition partition;

    /** Frame, checksum and records of a batch as it stands. */
    @FuzzTest(maxDuration = "60s")
    void aBatchIsCheckedAndRead(byte[] bytes) {
        ByteBuffer batch = direct(bytes);
        boolean isWhole = BatchCheck.of(batch, 0, batch.limit()) instanceof BatchCheck.Whole;
        require(isWhole == BatchCheck.isWhole(batch, 0, batch.limit()), "the two checks agree");
        if (isWhole) {
            readAndValidate(batch);
        }
    }

    /** The same behind a right checksum, so that the decoders behind it are reached. */
    @FuzzTest(maxDuration = "60s")
    void aBatchUnderARightChecksumIsCheckedAndRead(byte[] bytes) {
        if (bytes.length >= BatchLayout.HEADER_BYTES) {
            ByteBuffer batch = direct(bytes);
            seal(batch);
            readAndValidate(batch);
        }
    }

    /** The first byte picks the codec and the record count, the others are its payload. */
    @FuzzTest(maxDuration = "60s")
    void aCompressedPayloadIsDecompressedOrRefused(byte[] bytes) {
        if (bytes.length > 0) {
            Codec codec = Codec.values()[Byte.toUnsignedInt(bytes[0]) % Codec.values().length];
            int recordCount = Byte.toUnsignedInt(bytes[0]) / Codec.values().length;
            ByteBuffer batch = ByteBuffer.allocateDirect(BatchLayout.HEADER_BYTES + bytes.length - 1);
            batch.put(BatchLayout.HEADER_BYTES, bytes, 1, bytes.length - 1);
            batch.putShort(BatchLayout.ATTRIBUTES, (short) codec.ordinal());
            batch.putInt(BatchLayout.RECORD_COUNT, recordCount);
            batch.putInt(BatchLayout.LAST_OFFSET_DELTA, Math.max(0, recordCount - 1));
            batch.putLong(BatchLayout.PRODUCER_ID, BatchLayout.NO_PRODUCER_ID);
            seal(batch);
            readAndValidate(batch);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void aGivenBatchIsPreparedAndAppendedOrRefused(byte[] bytes) {
        ByteBuffer given = ByteBuffer.wrap(bytes);
        if (bytes.length >= BatchLayout.HEADER_BYTES && bytes[0] != 0) {
            seal(given);
        }
        Verdict.accepts(() -> {
            PreparedBatch batch = PreparedBatch.of(given);
            require(batch.sizeBytes() == bytes.length, "all of it");
            long offset = partition().append(batch, AppendOptions.DEFAULT).offset();
            readFrom(offset, batch.recordCount());
        });
        require(given.position() == 0 && given.limit() == bytes.length, "the buffer is left as it was");
    }

    @FuzzTest(maxDuration = "60s")
    void replicatedBatchesAreAppendedOrRefused(byte[] bytes) {
        ByteBuffer batches = ByteBuffer.wrap(bytes);
        if (bytes.length >= BatchLayout.HEADER_BYTES && bytes[0] != 0) {
            batches.putLong(BatchLayout.BASE_OFFSET, Math.floorMod(batches.getLong(0), 1000L));
            batches.putInt(BatchLayout.LENGTH, bytes.length - BatchLayout.LENGTH_OVERHEAD_BYTES);
            seal(batches);
        }
        try (Varve fresh = Varve.inMemory()) {
            Partition log = fresh.createTopic(TopicSpec.of("fuzz")).partition(0);
            if (Verdict.accepts(() -> log.appendReplicated(batches, AppendOptions.DEFAULT))) {
                log.read(0).stream().forEach(record -> require(record.offset() < log.endOffset(), "within the log"));
            } else {
                require(log.endOffset() == 0, "nothing of it was stored");
            }
        }
        require(batches.position() == 0 && batches.limit() == bytes.length, "the buffer is left as it was");
    }

    private static void readAndValidate(ByteBuffer batch) {
        List<Long> offsets = new ArrayList<>();
        boolean isRead = Verdict.accepts(() -> {
            try (BatchRecords records = new BatchRecords(DECOMPRESSED_BYTES_MAX)) {
                records.open(batch, 0);
                while (records.next()) {
                    offsets.add(records.record().offset());
                    records.record().copy().headers();
                }
            }
        });
        boolean isValid = Verdict.accepts(() -> {
            try (BatchValidation validation = new BatchValidation(DECOMPRESSED_BYTES_MAX)) {
                validation.check(batch, 0, batch.limit());
            }
        });
        require(!isValid || isRead, "what is valid can be read");
        require(!isValid || offsets.size() == BatchHeader.recordCount(batch, 0), "as many records as it says");
    }

    private static void readFrom(long offset, int count) {
        require(partition().read(offset).stream().count() == count, "as many records as it says");
    }

    /** One store for all inputs of a run: opening one takes longer than what is tested. */
    private static Partition partition() {
        if (partition == null || partition.endOffset() > RECORDS_MAX) {
            if (varve != null) {
                varve.close();
            }
            varve = Varve.inMemory();
            partition = varve.createTopic(TopicSpec.of("fuzz")
                            .with("durability", "memory")
                            .with("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE)))
                    .partition(0);
        }
        return partition;
    }

    private static void seal(ByteBuffer batch) {
        batch.putInt(BatchLayout.LENGTH, batch.limit() - BatchLayout.LENGTH_OVERHEAD_BYTES);
        batch.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        java.util.zip.CRC32C checksum = new java.util.zip.CRC32C();
        checksum.update(batch.duplicate().position(BatchLayout.ATTRIBUTES));
        batch.putInt(BatchLayout.CRC, (int) checksum.getValue());
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }

    private static void require(boolean holds, String claim) {
        if (!holds) {
            throw new AssertionError("not so: " + claim);
        }
    }
}
