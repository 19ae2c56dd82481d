package io.varve.testkit.rig;

import io.varve.Cursor;
import io.varve.Partition;
import io.varve.testkit.rig.Payload.MisplacedException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a partition must hold after a crash, what it may hold, and whether it does.
 *
 * <p>Must: what an earlier check found, what was acknowledged, what a reader saw, each at its offset. May: what was
 * begun, a batch whole or not at all. Nothing else, nothing twice, no gap.
 */
final class ExpectedPartition {

    private final String name;
    private final UUID topic;
    private final int index;

    /** What the last check found: ids by offset from the start that it found. */
    private long confirmedStart;

    private long[] confirmed = new long[0];

    private final NavigableMap<Long, Long> dueIdsByOffset = new TreeMap<>();
    private final NavigableMap<Long, Integer> begunCountsByFirstId = new TreeMap<>();
    private final NavigableMap<Long, Long> unforcedIdsByOffset = new TreeMap<>();

    /** Offsets that were given twice. */
    private long overwritten;

    private long startLeast;
    private long startMost;
    private long endLeast;

    ExpectedPartition(String name, UUID topic, int index) {
        this.name = name;
        this.topic = topic;
        this.index = index;
    }

    void begun(long id, int count) {
        begunCountsByFirstId.put(id, count);
    }

    /** Records at consecutive offsets must be there, whatever happens. */
    void due(long offset, long id, int count) {
        for (int record = 0; record < count; record++) {
            Long earlier = dueIdsByOffset.put(offset + record, id + record);
            overwritten += earlier != null && earlier != id + record ? 1 : 0;
        }
    }

    /** Another process begins: what was not safe when the last one died may be gone, and others stand in its place. */
    void newLife() {
        unforcedIdsByOffset.clear();
    }

    /** Records at consecutive offsets that a later flush may make due. */
    void unforced(long offset, long id, int count) {
        for (int record = 0; record < count; record++) {
            unforcedIdsByOffset.put(offset + record, id + record);
        }
    }

    void flushed(long endOffset) {
        endLeast = Math.max(endLeast, endOffset);
        NavigableMap<Long, Long> forced = unforcedIdsByOffset.headMap(endOffset, false);
        forced.forEach((offset, id) -> due(offset, id, 1));
        forced.clear();
    }

    void trimBegun(long newStart) {
        startMost = Math.max(startMost, newStart);
    }

    void trimmed(long newStart) {
        startLeast = Math.max(startLeast, newStart);
    }

    /** Holds the partition against all this, and goes on from what it holds. */
    void check(Partition partition, Verdict verdict) {
        long start = partition.startOffset();
        long end = partition.endOffset();
        if (start < startLeast || start > startMost) {
            verdict.wrong(
                    name + " starts at " + start + ", expected something from " + startLeast + " to " + startMost);
        }
        if (partition.visibleEndOffset() != end) {
            verdict.wrong(name + " ends at " + end + " but is visible only to " + partition.visibleEndOffset());
        }
        long[] found = read(partition, start, end, verdict);
        checkNothingIsLost(start, found, verdict);
        checkNothingIsInvented(start, found, verdict);
        confirmedStart = start;
        confirmed = found;
        startLeast = start;
        startMost = start;
        endLeast = 0;
        dueIdsByOffset.clear();
        unforcedIdsByOffset.clear();
        begunCountsByFirstId.clear();
    }

    private long[] read(Partition partition, long start, long end, Verdict verdict) {
        long[] ids = new long[(int) (end - start)];
        int count = 0;
        try (Cursor cursor = partition.read(start)) {
            while (cursor.next()) {
                long offset = cursor.record().offset();
                if (offset != start + count || count == ids.length) {
                    verdict.wrong(name + " has offset " + offset + " where " + (start + count) + " is next");
                    break;
                }
                byte[] value = cursor.record().valueArray();
                ids[count++] = Payload.idOf(value == null ? new byte[0] : value, topic, index);
            }
        } catch (MisplacedException wrong) {
            verdict.wrong(name + " at offset " + (start + count) + ": " + wrong.getMessage());
        }
        if (start + count != end) {
            verdict.wrong(name + " ends at " + end + " but reading ends at " + (start + count));
        }
        verdict.found(count);
        return Arrays.copyOf(ids, count);
    }

    private void checkNothingIsLost(long start, long[] found, Verdict verdict) {
        long end = start + found.length;
        long lost = overwritten;
        overwritten = 0;
        for (int record = 0; record < confirmed.length; record++) {
            lost += lost(confirmedStart + record, confirmed[record], start, found) ? 1 : 0;
        }
        for (Map.Entry<Long, Long> due : dueIdsByOffset.tailMap(start).entrySet()) {
            lost += lost(due.getKey(), due.getValue(), start, found) ? 1 : 0;
        }
        if (lost > 0) {
            String last = dueIdsByOffset.isEmpty() ? "none" : String.valueOf(dueIdsByOffset.lastKey());
            verdict.lost(
                    lost,
                    name + " [" + start + ", " + end + ") has lost " + lost + " records; found before: ["
                            + confirmedStart + ", " + (confirmedStart + confirmed.length)
                            + "), last acknowledged offset: " + last);
        }
        if (end < endLeast) {
            verdict.wrong(name + " ends at " + end + ", but was flushed up to " + endLeast);
        }
    }

    private static boolean lost(long offset, long id, long start, long[] found) {
        long place = offset - start;
        return place >= 0 && (place >= found.length || found[(int) place] != id);
    }

    private void checkNothingIsInvented(long start, long[] found, Verdict verdict) {
        Map<Long, Long> offsetsById = new HashMap<>();
        for (int record = 0; record < found.length; record++) {
            long offset = start + record;
            long place = offset - confirmedStart;
            if (place >= 0 && place < confirmed.length) {
                continue; // held against the last check already
            }
            long id = found[record];
            Map.Entry<Long, Integer> batch = begunCountsByFirstId.floorEntry(id);
            if (batch == null || id >= batch.getKey() + batch.getValue()) {
                verdict.invented(
                        name + " has a record at " + offset + " that nobody wrote: id " + Long.toHexString(id));
            }
            Long other = offsetsById.put(id, offset);
            if (other != null) {
                verdict.invented(name + " has the same record at " + other + " and at " + offset);
            }
        }
        for (Map.Entry<Long, Integer> batch : begunCountsByFirstId.entrySet()) {
            checkWhole(batch.getKey(), batch.getValue(), start, offsetsById, verdict);
        }
    }

    /** A batch is there whole, in its order, or not at all; its head may have been trimmed. */
    private void checkWhole(long id, int count, long start, Map<Long, Long> offsetsById, Verdict verdict) {
        Long last = offsetsById.get(id + count - 1);
        for (int record = count - 2; record >= 0; record--) {
            Long offset = offsetsById.get(id + record);
            Long expected = last == null ? null : Long.valueOf(last - (count - 1 - record));
            boolean trimmed = offset == null && expected != null && expected < start;
            if (!trimmed && (offset == null ? expected != null : !offset.equals(expected))) {
                verdict.wrong(name + ": of a batch of " + count + ", record " + record + " is at " + offset
                        + " where the last one is at " + last);
                return;
            }
        }
    }
}
