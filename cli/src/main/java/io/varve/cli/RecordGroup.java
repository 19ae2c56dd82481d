package io.varve.cli;

import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lines of input that are stored together or not at all, sorted out by partition. Owned by one thread. */
final class RecordGroup {

    /** The header of a batch. */
    private static final int BATCH_OVERHEAD_BYTES = 61;

    /** The most that the integers of a record take: length, attributes, time and offset deltas, three lengths. */
    private static final int RECORD_OVERHEAD_BYTES = 36;

    private static final int HEADER_OVERHEAD_BYTES = 10;

    /** The most bytes of one character of a name in UTF-8. */
    private static final int CHARACTER_BYTES = 3;

    private static final int NO_PARTITION = -1;

    private final AppendTarget target;
    private final long bytesMax;
    private final int countMax;
    private Map<Integer, List<NewRecord>> batches = new TreeMap<>();
    private int keylessPartition = NO_PARTITION;
    private long bytes;
    private int count;

    /**
     * @param bytesMax about how large it may be; a record that is larger is a group of its own
     * @param countMax how many records it may have
     */
    RecordGroup(AppendTarget target, long bytesMax, int countMax) {
        this.target = target;
        this.bytesMax = bytesMax - BATCH_OVERHEAD_BYTES;
        this.countMax = countMax;
    }

    /** Whether a record has to wait for the next group. */
    boolean isTooFullFor(NewRecord record) {
        return count > 0 && (count == countMax || bytes + bytesAtMost(record) > bytesMax);
    }

    void add(NewRecord record) {
        byte[] key = record.key();
        int partition;
        if (key == null) {
            keylessPartition = keylessPartition == NO_PARTITION ? target.partitionWithoutKey() : keylessPartition;
            partition = keylessPartition;
        } else {
            partition = target.partitionOf(key);
        }
        batches.computeIfAbsent(partition, index -> new ArrayList<>()).add(record);
        bytes += bytesAtMost(record);
        count++;
    }

    int count() {
        return count;
    }

    /** Hands out the batches, by partition, and begins anew. */
    Map<Integer, List<NewRecord>> take() {
        Map<Integer, List<NewRecord>> taken = batches;
        clear();
        return taken;
    }

    /** Forgets what it holds. */
    void clear() {
        batches = new TreeMap<>();
        keylessPartition = NO_PARTITION;
        bytes = 0;
        count = 0;
    }

    /** The most that a record takes in a batch. */
    static long bytesAtMost(NewRecord record) {
        long bytes = RECORD_OVERHEAD_BYTES + contentBytes(record);
        for (Header header : record.headers()) {
            byte[] value = header.value();
            bytes += HEADER_OVERHEAD_BYTES
                    + (long) header.name().length() * CHARACTER_BYTES
                    + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    /** The bytes of a record's key and value. */
    static long contentBytes(NewRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }
}
