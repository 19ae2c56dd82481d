package io.varve.batch;

import io.varve.record.Codec;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Utils;

/** Kafka's own code for batches: the oracle. */
final class KafkaBatches {

    private KafkaBatches() {}

    static ByteBuffer encode(Codec codec, List<NewRecord> records) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1024),
                Compression.of(CompressionType.forId(BatchHeader.codecNumber(codec)))
                        .build(),
                TimestampType.CREATE_TIME,
                0L);
        for (NewRecord record : records) {
            builder.append(record.timestampMs(), record.key(), record.value(), headers(record.headers()));
        }
        return Batches.copy(builder.build().buffer());
    }

    /** The only batch of a buffer, which Kafka has checked. */
    static MutableRecordBatch batch(ByteBuffer bytes) {
        List<MutableRecordBatch> batches = new ArrayList<>();
        MemoryRecords.readableRecords(bytes).batches().forEach(batches::add);
        if (batches.size() != 1) {
            throw new AssertionError("Kafka sees " + batches.size() + " batches");
        }
        batches.getFirst().ensureValid();
        return batches.getFirst();
    }

    static List<NewRecord> decode(RecordBatch batch) {
        List<NewRecord> records = new ArrayList<>();
        for (Record record : batch) {
            record.ensureValid();
            List<Header> headers = Arrays.stream(record.headers())
                    .map(header -> new Header(header.key(), header.value()))
                    .toList();
            records.add(new NewRecord(
                    Utils.toNullableArray(record.key()),
                    Utils.toNullableArray(record.value()),
                    record.timestamp(),
                    headers));
        }
        return records;
    }

    static List<Long> offsets(RecordBatch batch) {
        List<Long> offsets = new ArrayList<>();
        batch.forEach(record -> offsets.add(record.offset()));
        return offsets;
    }

    static org.apache.kafka.common.header.Header[] headers(List<Header> headers) {
        return headers.stream()
                .map(header -> new RecordHeader(header.name(), header.value()))
                .toArray(org.apache.kafka.common.header.Header[]::new);
    }
}
