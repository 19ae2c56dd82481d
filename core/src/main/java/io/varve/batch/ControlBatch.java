package io.varve.batch;

import io.varve.error.InvalidBatchException;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Control batches: one record each, which marks the end of a producer's transaction (KIP-98); any thread.
 *
 * <pre>
 * key    version (2 bytes, 0), type (2 bytes: 0 abort, 1 commit; others mark things of a Kafka cluster)
 * value  version (2 bytes, 0), coordinator epoch (4 bytes)
 * </pre>
 *
 * Later versions only add bytes at the end, so that readers take them as they are.
 */
public final class ControlBatch {

    private static final short VERSION = 0;
    private static final short TYPE_ABORT = 0;
    private static final short TYPE_COMMIT = 1;
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;
    private static final int BATCH_BYTES_MAX = 128;

    /**
     * The marker that ends a transaction of the producer that its batch names.
     *
     * @param isCommitted whether it was committed; aborted otherwise
     * @param coordinatorEpoch epoch of the coordinator that wrote the marker; older ones are refused by the log
     */
    public record EndTransaction(boolean isCommitted, int coordinatorEpoch) {}

    private ControlBatch() {}

    /**
     * Makes the batch that ends a transaction.
     *
     * @param producerId id of the producer whose transaction ends
     * @param producerEpoch its epoch
     * @param timestampMs the time of the end, in ms since 1970
     * @return the batch from position 0 to its limit, with base offset 0 and no leader epoch, in a direct buffer of its
     *     own
     */
    public static ByteBuffer encode(EndTransaction marker, long producerId, short producerEpoch, long timestampMs) {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES);
        key.putShort(VERSION).putShort(marker.isCommitted() ? TYPE_COMMIT : TYPE_ABORT);
        ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);
        value.putShort(VERSION).putInt(marker.coordinatorEpoch());
        // Direct like every other batch, so that the code which all of them run through meets one kind of buffer.
        ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES_MAX);
        OpenBatch open = new OpenBatch();
        open.start(batch, 0, 0L, BatchLayout.NO_LEADER_EPOCH, TimestampType.CREATE_TIME);
        open.attribute(
                new BatchProducer(producerId, producerEpoch, BatchLayout.NO_SEQUENCE, true), BatchLayout.CONTROL_BIT);
        open.tryAdd(key.array(), value.array(), timestampMs, List.of(), BATCH_BYTES_MAX);
        open.seal();
        return batch.limit(open.sizeBytes());
    }

    /**
     * Reads a record of a control batch.
     *
     * @return the end of a transaction, or empty where the record marks something else
     * @throws InvalidBatchException if it is too short for what it says that it is
     */
    public static Optional<EndTransaction> read(Record record) {
        ByteBuffer key = require(record, "key", record.key(), KEY_BYTES);
        short type = key.getShort(Short.BYTES);
        if (type != TYPE_ABORT && type != TYPE_COMMIT) {
            return Optional.empty();
        }
        ByteBuffer value = require(record, "value", record.value(), VALUE_BYTES);
        return Optional.of(new EndTransaction(type == TYPE_COMMIT, value.getInt(Short.BYTES)));
    }

    private static ByteBuffer require(Record record, String part, @Nullable ByteBuffer bytes, int bytesMin) {
        if (bytes == null || bytes.remaining() < bytesMin || bytes.getShort(bytes.position()) < VERSION) {
            throw new InvalidBatchException(
                    "in the control record at offset " + record.offset() + ": expected a " + part
                            + " of at least " + bytesMin + " bytes and version 0 or later, found "
                            + (bytes == null ? "none" : bytes.remaining() + " bytes of another kind"));
        }
        return bytes.slice();
    }
}
