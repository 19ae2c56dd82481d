package io.varve.bench;

import io.varve.bench.peer.ChroniclePeer;
import io.varve.bench.peer.UnifiedLogPeer;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/**
 * The logs that the read rows share: the same records on all sides, written when they are first asked for. A value is
 * 100 bytes and begins with its place in the log; its timestamp is one millisecond later than the one before.
 */
final class Stored implements AutoCloseable {

    private static final int VALUE_BYTES = 100;
    private static final int BATCH = 100;

    /** 2025-01-01T00:00:00Z. */
    private static final long FIRST_TIMESTAMP_MS = 1_735_689_600_000L;

    private final Workspace workspace;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable VarveLog varveBatches;
    private @Nullable VarveLog varveSingles;
    private @Nullable UnifiedLogPeer kafkaBatches;
    private @Nullable UnifiedLogPeer kafkaSingles;
    private ChroniclePeer.@Nullable Reader reader;
    private @Nullable ChroniclePeer chronicle;

    Stored(Workspace workspace) {
        this.workspace = workspace;
    }

    /** When the record at a place happened. */
    static long timestampMs(long place) {
        return FIRST_TIMESTAMP_MS + place;
    }

    private static byte[] value(long place) {
        byte[] value = new byte[VALUE_BYTES];
        ByteBuffer.wrap(value).putLong(0, place);
        return value;
    }

    private static NewRecord record(long place) {
        return NewRecord.of(value(place)).at(timestampMs(place));
    }

    VarveLog varveBatches(Effort effort) throws IOException {
        VarveLog log = varveBatches;
        if (log == null) {
            log = keep(VarveLog.open(workspace.fresh("varve-batches"), Durability.OS));
            for (long place = 0; place < effort.storedRecords(); place += BATCH) {
                List<NewRecord> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(record(place + i));
                }
                log.partition().append(batch);
            }
            log.reopen();
            varveBatches = log;
        }
        return log;
    }

    VarveLog varveSingles(Effort effort) throws IOException {
        VarveLog log = varveSingles;
        if (log == null) {
            log = keep(VarveLog.open(workspace.fresh("varve-singles"), Durability.MEMORY));
            for (long place = 0; place < effort.storedRecords(); place++) {
                log.partition().append(record(place));
            }
            log.reopen();
            varveSingles = log;
        }
        return log;
    }

    UnifiedLogPeer kafkaBatches(Effort effort) throws IOException {
        UnifiedLogPeer log = kafkaBatches;
        if (log == null) {
            log = kafka("kafka-batches", BATCH, effort);
            kafkaBatches = log;
        }
        return log;
    }

    UnifiedLogPeer kafkaSingles(Effort effort) throws IOException {
        UnifiedLogPeer log = kafkaSingles;
        if (log == null) {
            log = kafka("kafka-singles", 1, effort);
            kafkaSingles = log;
        }
        return log;
    }

    private UnifiedLogPeer kafka(String name, int batchRecords, Effort effort) throws IOException {
        UnifiedLogPeer log = keep(UnifiedLogPeer.open(workspace.fresh(name)));
        for (long place = 0; place < effort.storedRecords(); place += batchRecords) {
            SimpleRecord[] batch = new SimpleRecord[batchRecords];
            for (int i = 0; i < batchRecords; i++) {
                batch[i] = new SimpleRecord(timestampMs(place + i), value(place + i));
            }
            log.append(UnifiedLogPeer.encode(batch));
        }
        return log;
    }

    ChroniclePeer chronicle(Effort effort) throws IOException {
        ChroniclePeer queue = chronicle;
        if (queue == null) {
            queue = keep(new ChroniclePeer(workspace.fresh("chronicle"), VALUE_BYTES));
            for (long place = 0; place < effort.storedRecords(); place++) {
                queue.append(place);
            }
            chronicle = queue;
        }
        return queue;
    }

    ChroniclePeer.Reader reader(Effort effort) throws IOException {
        ChroniclePeer.Reader made = reader;
        if (made == null) {
            made = keep(chronicle(effort).reader());
            reader = made;
        }
        return made;
    }

    private <L extends AutoCloseable> L keep(L log) {
        opened.add(log);
        return log;
    }

    /** Closes the logs; their folders go with the workspace. */
    @Override
    public void close() throws IOException {
        for (AutoCloseable log : opened.reversed()) {
            try {
                log.close();
            } catch (IOException | RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IOException(failure);
            }
        }
    }
}
