package io.varve.testkit.kafka;

import io.varve.record.Codec;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Utils;

/** Records in the types of Kafka's own code, and back. */
final class KafkaRecords {

    private KafkaRecords() {}

    static MemoryRecords batch(Codec codec, List<NewRecord> records) {
        return MemoryRecords.withRecords(compression(codec), simple(records));
    }

    static MemoryRecords idempotentBatch(Codec codec, int sequence, List<NewRecord> records) {
        return MemoryRecords.withIdempotentRecords(
                compression(codec), LogModel.PRODUCER_ID, (short) 0, sequence, simple(records));
    }

    static MemoryRecords transactionalBatch(Codec codec, int sequence, List<NewRecord> records) {
        return MemoryRecords.withTransactionalRecords(
                compression(codec), LogModel.PRODUCER_ID, (short) 0, sequence, simple(records));
    }

    /** The control batch that ends a transaction. */
    static MemoryRecords transactionMarker(ControlRecordType end) {
        return MemoryRecords.withEndTransactionMarker(
                LogModel.PRODUCER_ID, (short) 0, new EndTransactionMarker(end, 0));
    }

    /** A batch as a replica gets it: with its place and its epoch. */
    static ByteBuffer placedBatch(long baseOffset, int leaderEpoch, Codec codec, List<NewRecord> records) {
        return MemoryRecords.withRecords(baseOffset, compression(codec), leaderEpoch, simple(records))
                .buffer();
    }

    /** The records of data batches from an offset on; Kafka checks each batch. */
    static List<StoredRecord> decode(Iterable<? extends RecordBatch> batches, long fromOffset) {
        List<StoredRecord> decoded = new ArrayList<>();
        for (RecordBatch batch : batches) {
            batch.ensureValid();
            if (batch.isControlBatch()) {
                continue;
            }
            for (Record record : batch) {
                record.ensureValid();
                if (record.offset() >= fromOffset) {
                    decoded.add(new StoredRecord(record.offset(), plain(record)));
                }
            }
        }
        return decoded;
    }

    private static NewRecord plain(Record record) {
        List<Header> headers = Arrays.stream(record.headers())
                .map(header -> new Header(header.key(), header.value()))
                .toList();
        return new NewRecord(
                Utils.toNullableArray(record.key()),
                Utils.toNullableArray(record.value()),
                record.timestamp(),
                headers);
    }

    private static SimpleRecord[] simple(List<NewRecord> records) {
        return records.stream()
                .map(record ->
                        new SimpleRecord(record.timestampMs(), record.key(), record.value(), headers(record.headers())))
                .toArray(SimpleRecord[]::new);
    }

    private static org.apache.kafka.common.header.Header[] headers(List<Header> headers) {
        return headers.stream()
                .map(header -> new RecordHeader(header.name(), header.value()))
                .toArray(org.apache.kafka.common.header.Header[]::new);
    }

    private static Compression compression(Codec codec) {
        return Compression.of(CompressionType.forId(codec.ordinal())).build();
    }
}
