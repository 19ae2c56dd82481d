package io.varve.cli;

import io.varve.batch.BatchCheck;
import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.batch.BatchRecords;
import io.varve.batch.ControlBatch;
import io.varve.batch.RecordView;
import io.varve.error.InvalidBatchException;
import io.varve.log.DecompressedBytes;
import io.varve.record.Header;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Shows a log's batches and records. Behind damage it goes on with the next whole batch, since a right CRC is proof
 * enough that one stands there. One thread.
 */
final class LogDump {

    private final ByteBuffer bytes;
    private final Output out;
    private final ValuePreview preview = new ValuePreview();
    private int damageCount;
    private int batchCount;
    private long recordCount;
    private long nextOffset;

    /** @param bytes the log, from 0 to its limit */
    LogDump(ByteBuffer bytes, Output out) {
        this.bytes = bytes;
        this.out = out;
    }

    /** Shows all of it; answers in how many places it is damaged. */
    int run() {
        int at = 0;
        try (BatchRecords records = new BatchRecords(DecompressedBytes.MAX)) {
            while (at < bytes.limit()) {
                at = switch (BatchCheck.of(bytes, at, bytes.limit())) {
                    case BatchCheck.Whole(int sizeBytes) -> {
                        batch(at, sizeBytes, records);
                        yield at + sizeBytes;
                    }
                    case BatchCheck.Torn(int neededBytes, String reason) ->
                        damaged(at, at, "a whole batch of at least " + neededBytes + " bytes", reason);
                    case BatchCheck.Damaged(int positionInBatch, String expected, String found) ->
                        damaged(at, at + positionInBatch, expected, found);
                };
            }
        }
        out.line(Figures.count(batchCount, "batch").replace("batchs", "batches") + ", "
                + Figures.count(recordCount, "record") + ", " + Figures.count(damageCount, "damaged place"));
        return damageCount;
    }

    private void batch(int at, int sizeBytes, BatchRecords records) {
        batchCount++;
        out.line(batchLine(at, sizeBytes));
        if (BatchHeader.baseOffset(bytes, at) < nextOffset) {
            damage(at, "a base offset from " + nextOffset, Long.toString(BatchHeader.baseOffset(bytes, at)));
        }
        nextOffset = Math.max(nextOffset, BatchHeader.nextOffset(bytes, at));
        try {
            records.open(bytes, at);
            int positionBytes = records.positionBytes();
            while (records.next()) {
                String place = records.isDecompressed() ? "+" + positionBytes : Integer.toString(at + positionBytes);
                int end = records.positionBytes();
                record(at, place, end - positionBytes, records.record());
                positionBytes = end;
            }
        } catch (InvalidBatchException faulty) {
            damage(at, "records as the batch's header has them", String.valueOf(faulty.getMessage()));
        }
    }

    private String batchLine(int at, int sizeBytes) {
        TimestampType type = BatchHeader.timestampType(bytes, at);
        StringBuilder line = new StringBuilder("batch at ").append(at);
        line.append(": offsets ").append(BatchHeader.baseOffset(bytes, at));
        line.append(" to ").append(BatchHeader.lastOffset(bytes, at));
        line.append(", ").append(Figures.count(BatchHeader.recordCount(bytes, at), "record"));
        line.append(", ").append(sizeBytes).append(" bytes");
        line.append(", crc ")
                .append("0x%08x".formatted(BatchHeader.crc(bytes, at)))
                .append(" ok");
        line.append(", codec ").append(BatchHeader.codec(bytes, at).name().toLowerCase(Locale.ROOT));
        line.append(BatchHeader.hasDeleteHorizon(bytes, at) ? ", delete horizon " : ", base timestamp ");
        line.append(BatchHeader.baseTimestampMs(bytes, at));
        line.append(", max timestamp ").append(BatchHeader.maxTimestampMs(bytes, at));
        line.append(type == TimestampType.LOG_APPEND_TIME ? " (log append time)" : " (create time)");
        line.append(", leader epoch ").append(BatchHeader.leaderEpoch(bytes, at));
        if (BatchHeader.producerId(bytes, at) != BatchLayout.NO_PRODUCER_ID) {
            line.append(", producer id ").append(BatchHeader.producerId(bytes, at));
            line.append(" epoch ").append(BatchHeader.producerEpoch(bytes, at));
            line.append(" sequence ").append(BatchHeader.baseSequence(bytes, at));
        } else {
            line.append(", no producer");
        }
        line.append(BatchHeader.isTransactional(bytes, at) ? ", transactional" : "");
        line.append(BatchHeader.isControl(bytes, at) ? ", control" : "");
        return line.toString();
    }

    private void record(int at, String place, int sizeBytes, RecordView record) {
        recordCount++;
        StringBuilder line = new StringBuilder("  record at ").append(place);
        line.append(": offset ").append(record.offset());
        line.append(", ").append(sizeBytes).append(" bytes");
        line.append(", timestamp ").append(record.timestampMs());
        if (BatchHeader.isControl(bytes, at)) {
            line.append(", ").append(marker(record));
        } else {
            line.append(", key ").append(preview.of(record.key()));
            line.append(", value ").append(preview.of(record.value()));
        }
        if (record.headerCount() > 0) {
            line.append(", headers");
            for (Header header : record.headers()) {
                byte[] value = header.value();
                line.append(' ').append(preview.quoted(header.name())).append(" = ");
                line.append(preview.of(value == null ? null : ByteBuffer.wrap(value)));
            }
        }
        out.line(line.toString());
    }

    private static String marker(RecordView record) {
        return ControlBatch.read(record)
                .map(end -> "marker: transaction " + (end.isCommitted() ? "committed" : "aborted")
                        + ", coordinator epoch " + end.coordinatorEpoch())
                .orElse("marker of another kind");
    }

    /** Reports damage and finds where to go on. */
    private int damaged(int at, int positionBytes, String expected, String found) {
        damage(positionBytes, expected, found);
        int next = nextWhole(at);
        out.line("       " + (next - at) + " bytes from " + at + " on cannot be read"
                + (next < bytes.limit() ? ", the next whole batch is at " + next : ", up to the end of the file"));
        return next;
    }

    private int nextWhole(int at) {
        if (bytes.limit() - at >= BatchLayout.HEADER_BYTES) {
            long claimedEnd = (long) at + bytes.getInt(at + BatchLayout.LENGTH) + BatchLayout.LENGTH_OVERHEAD_BYTES;
            if (claimedEnd > at
                    && claimedEnd < bytes.limit()
                    && BatchCheck.isWhole(bytes, (int) claimedEnd, bytes.limit())) {
                return (int) claimedEnd;
            }
        }
        int next = at + 1;
        while (next < bytes.limit() && !BatchCheck.isWhole(bytes, next, bytes.limit())) {
            next++;
        }
        return next;
    }

    private void damage(int positionBytes, String expected, String found) {
        damageCount++;
        out.line("DAMAGE at " + positionBytes + ": expected " + expected + ", found " + found);
    }
}
