package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.varve.OffsetAndTimestamp;
import io.varve.record.NewRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** What a partition holds, as the test knows it: whoever wrote it, both engines must read exactly this. */
final class LogModel {

    /** The producer whose idempotent batches are mixed in. */
    static final long PRODUCER_ID = 4_000L;

    private final List<StoredRecord> records = new ArrayList<>();
    private long startOffset;
    private long endOffset;
    private int producerSequence;
    private int leaderEpoch;

    long startOffset() {
        return startOffset;
    }

    long endOffset() {
        return endOffset;
    }

    /** The sequence that the next record of {@link #PRODUCER_ID} carries. */
    int producerSequence() {
        return producerSequence;
    }

    void produced(int recordCount) {
        producerSequence += recordCount;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    void raiseLeaderEpoch(int by) {
        leaderEpoch += by;
    }

    /** Adds records at consecutive offsets from the end on. */
    void append(List<NewRecord> added) {
        added.forEach(record -> records.add(new StoredRecord(endOffset++, record)));
    }

    /** Adds records that the log dated. */
    void append(List<NewRecord> added, long timestampMs) {
        append(added.stream().map(record -> record.at(timestampMs)).toList());
    }

    /** Leaves offsets out. */
    void skip(int count) {
        endOffset += count;
    }

    void deleteBefore(long offset) {
        startOffset = Math.max(startOffset, offset);
    }

    /** Takes back what was appended last, as a torn tail does. */
    void cutTo(long offset) {
        records.removeIf(record -> record.offset() >= offset);
        endOffset = offset;
    }

    /** What readers see. */
    List<StoredRecord> visible() {
        return from(startOffset);
    }

    /** What files hold whose first offset this is, deleted records included. */
    List<StoredRecord> from(long offset) {
        return records.stream().filter(record -> record.offset() >= offset).toList();
    }

    /** Pairs of offsets that follow each other with others left out, as the dump tool names them. */
    Set<String> gaps() {
        Set<String> gaps = new LinkedHashSet<>();
        for (int index = 1; index < records.size(); index++) {
            long before = records.get(index - 1).offset();
            long after = records.get(index).offset();
            if (after != before + 1) {
                gaps.add(before + " is followed by " + after);
            }
        }
        return gaps;
    }

    Optional<OffsetAndTimestamp> firstAtOrAfter(long timestampMs) {
        return visible().stream()
                .filter(stored -> stored.record().timestampMs() >= timestampMs)
                .findFirst()
                .map(stored ->
                        new OffsetAndTimestamp(stored.offset(), stored.record().timestampMs()));
    }

    /** Times worth asking for: those of records, their neighbours, and both ends. */
    List<Long> timestampsToAsk(SplittableRandom random) {
        List<Long> asked = new ArrayList<>(List.of(0L, Long.MAX_VALUE));
        List<StoredRecord> visible = visible();
        for (int count = 0; count < 25 && !visible.isEmpty(); count++) {
            long timestampMs =
                    visible.get(random.nextInt(visible.size())).record().timestampMs();
            asked.add(Math.max(0, timestampMs + random.nextInt(3) - 1));
        }
        return asked;
    }

    /** Fails at the first record that differs. */
    static void assertSame(List<StoredRecord> expected, List<StoredRecord> found, String where) {
        for (int index = 0; index < Math.min(expected.size(), found.size()); index++) {
            if (!expected.get(index).equals(found.get(index))) {
                fail(where + ": record " + index + ", expected " + expected.get(index) + ", found " + found.get(index));
            }
        }
        assertEquals(expected.size(), found.size(), where + ": number of records");
    }
}
