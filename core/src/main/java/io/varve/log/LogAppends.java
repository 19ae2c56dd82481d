package io.varve.log;

import io.varve.batch.BatchEncoder;
import io.varve.batch.BatchFacts;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.batch.BatchRecords;
import io.varve.error.InvalidBatchException;
import io.varve.error.RecordTooLargeException;
import io.varve.io.Clock;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * The first step of an append, on the caller's thread and without a lock: settle timestamps, check limits, encode and
 * compress. What comes out goes to the sequencer.
 *
 * <p>Threads: any.
 */
final class LogAppends {

    /** Larger records get a batch of their own, encoded outside the lock; smaller ones are quicker written in place. */
    private static final int SHARED_RECORD_BYTES_MAX = 4 << 10;

    /** A record's lengths, deltas and attributes take at most this much. */
    private static final int RECORD_OVERHEAD_BYTES_MAX = 40;

    private final Sequencer sequencer;
    private final EncoderPool encoders;
    private final Clock clock;
    private final Supplier<LogConfig> config;

    LogAppends(Sequencer sequencer, EncoderPool encoders, Clock clock, Supplier<LogConfig> config) {
        this.sequencer = sequencer;
        this.encoders = encoders;
        this.clock = clock;
        this.config = config;
    }

    /** Appends one record, in a batch with others where it is small and not to be compressed. */
    Placement append(NewRecord record, long expectedOffset) {
        LogConfig now = config.get();
        int sizeBytes = sizeBytesAtMost(record);
        if (sizeBytes > Math.min(SHARED_RECORD_BYTES_MAX, now.maxMessageBytes())
                || compression(now).codec() != Codec.NONE) {
            return append(List.of(record), expectedOffset);
        }
        long timestampMs = now.timestamps().resolve(record.timestampMs(), clock.wallTimeMs());
        TimestampType type = now.timestamps().type();
        long offset = sequencer.append(record, timestampMs, type, sizeBytes, now.maxMessageBytes(), expectedOffset);
        return new Placement(offset, offset + 1, 1, timestampMs);
    }

    /** Appends records as one batch. */
    Placement append(List<NewRecord> records, long expectedOffset) {
        if (records.isEmpty()) {
            throw new InvalidBatchException("it has no records: expected at least one");
        }
        LogConfig now = config.get();
        TimestampBounds bounds = now.timestamps();
        long nowMs = clock.wallTimeMs();
        BatchEncoder encoder = encoders.take();
        try {
            encoder.start(compression(now), bounds.type());
            for (NewRecord record : records) {
                long timestampMs = bounds.resolve(record.timestampMs(), nowMs);
                encoder.add(record.key(), record.value(), timestampMs, record.headers());
            }
            return place(encoder.finish(), now, expectedOffset);
        } finally {
            encoders.give(encoder);
        }
    }

    /** Appends a valid batch of data byte for byte, unless the topic's configuration says that it is to be changed. */
    Placement append(ByteBuffer batch, BatchFacts facts, long expectedOffset) {
        LogConfig now = config.get();
        long nowMs = clock.wallTimeMs();
        if (now.timestamps().type() == TimestampType.CREATE_TIME) {
            checkCreateTime(batch);
            now.timestamps().check(facts.minTimestampMs(), facts.maxTimestampMs(), nowMs);
        }
        boolean recompress =
                now.compression().isPresent() && now.compression().get().codec() != BatchHeader.codec(batch, 0);
        if (recompress) {
            return appendRecompressed(batch, now, nowMs, expectedOffset);
        }
        if (now.timestamps().type() == TimestampType.LOG_APPEND_TIME) {
            ByteBuffer stamped = ByteBuffer.allocate(batch.limit()).put(0, batch, 0, batch.limit());
            BatchHeader.stampAppendTime(stamped, 0, nowMs);
            return place(stamped, now, expectedOffset);
        }
        return place(batch, now, expectedOffset);
    }

    /** A batch that calls its timestamps append times would pass them off as the log's own. */
    private static void checkCreateTime(ByteBuffer batch) {
        if (BatchHeader.timestampType(batch, 0) != TimestampType.CREATE_TIME) {
            throw new InvalidBatchException("its timestamps are marked as append times, which only the log gives:"
                    + " expected create times, or a topic with message.timestamp.type=LogAppendTime");
        }
    }

    private Placement appendRecompressed(ByteBuffer batch, LogConfig now, long nowMs, long expectedOffset) {
        BatchEncoder encoder = encoders.take();
        try (BatchRecords records = new BatchRecords(DecompressedBytes.MAX)) {
            encoder.start(compression(now), now.timestamps().type(), BatchHeader.producer(batch, 0));
            records.open(batch, 0);
            while (records.next()) {
                Record record = records.record();
                long timestampMs =
                        now.timestamps().type() == TimestampType.LOG_APPEND_TIME ? nowMs : record.timestampMs();
                encoder.add(record.keyArray(), record.valueArray(), timestampMs, record.headers());
            }
            return place(encoder.finish(), now, expectedOffset);
        } finally {
            encoders.give(encoder);
        }
    }

    private Placement place(ByteBuffer batch, LogConfig now, long expectedOffset) {
        int sizeBytes = BatchHeader.sizeBytes(batch, 0);
        if (sizeBytes > now.maxMessageBytes()) {
            throw new RecordTooLargeException(sizeBytes, now.maxMessageBytes());
        }
        long offset = sequencer.append(batch, 0, sizeBytes, expectedOffset);
        int recordCount = BatchHeader.recordCount(batch, 0);
        return new Placement(offset, offset + recordCount, recordCount, BatchHeader.maxTimestampMs(batch, 0));
    }

    private static Compression compression(LogConfig now) {
        return now.compression().orElse(Compression.NONE);
    }

    private static int sizeBytesAtMost(NewRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        long size = BatchLayout.HEADER_BYTES + RECORD_OVERHEAD_BYTES_MAX;
        size += (key == null ? 0 : key.length) + (value == null ? 0L : value.length);
        for (Header header : record.headers()) {
            byte[] headerValue = header.value();
            size += header.name().length() * 3L + (headerValue == null ? 0 : headerValue.length) + 2 * 5;
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }
}
