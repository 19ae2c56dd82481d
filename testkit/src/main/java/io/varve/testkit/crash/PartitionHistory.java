package io.varve.testkit.crash;

import io.varve.record.Durability;
import io.varve.record.Record;
import io.varve.testkit.crash.HistoryViolation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that was asked of one partition and answered, and what must hold of it. One thread at a time. */
final class PartitionHistory {

    private final String name;
    private final CrashTotals totals;
    private final Map<Long, Attempt> attempts = new LinkedHashMap<>();

    /** Those whose offset is known, by it. */
    private final TreeMap<Long, Attempt> placed = new TreeMap<>();

    private long acknowledgedEnd;
    private long readableEnd;
    private long startLeast;
    private long startMost;
    private long visibleLeast;

    PartitionHistory(String name, CrashTotals totals) {
        this.name = name;
        this.totals = totals;
    }

    /** The same as it is now. */
    PartitionHistory copy() {
        PartitionHistory copy = new PartitionHistory(name, totals);
        for (Attempt attempt : attempts.values()) {
            Attempt same = attempt.copy();
            copy.attempts.put(same.id, same);
            if (same.offset != Attempt.NOWHERE) {
                copy.placed.put(same.offset, same);
            }
        }
        copy.acknowledgedEnd = acknowledgedEnd;
        copy.readableEnd = readableEnd;
        copy.startLeast = startLeast;
        copy.startMost = startMost;
        copy.visibleLeast = visibleLeast;
        return copy;
    }

    String name() {
        return name;
    }

    Attempt begin(long id, int client, int count, int fillerBytes) {
        Attempt attempt = new Attempt(id, client, count, fillerBytes, acknowledgedEnd);
        attempts.put(id, attempt);
        return attempt;
    }

    /** @param readable whether readers see it by now */
    void acknowledged(Attempt attempt, long offset, Durability durability, boolean readable) {
        place(attempt, offset);
        attempt.status = Attempt.Status.ACKNOWLEDGED;
        attempt.hold(durability);
        acknowledgedEnd = Math.max(acknowledgedEnd, attempt.endOffset());
        if (readable) {
            readableEnd = Math.max(readableEnd, attempt.endOffset());
        }
        totals.acknowledged(attempt.count);
    }

    private void place(Attempt attempt, long offset) {
        if (attempt.offset == offset) {
            return;
        }
        if (attempt.offset != Attempt.NOWHERE) {
            throw violation(Kind.ORDER, attempt + " is at offset " + offset);
        }
        if (offset < attempt.floorOffset) {
            throw violation(
                    Kind.ORDER,
                    attempt + " is at offset " + offset + ", though all before " + attempt.floorOffset
                            + " was acknowledged before it was asked for");
        }
        Map.Entry<Long, Attempt> before = placed.lowerEntry(offset + attempt.count);
        if (before != null && before.getValue().endOffset() > offset) {
            throw violation(Kind.ORDER, attempt + " is at offset " + offset + ", where " + before.getValue() + " is");
        }
        attempt.offset = offset;
        placed.put(offset, attempt);
    }

    /** It was refused before anything was stored. */
    void refused(Attempt attempt) {
        if (attempt.offset != Attempt.NOWHERE) {
            throw violation(Kind.INVENTED, attempt + " was refused, but it was read");
        }
        attempts.remove(attempt.id);
    }

    void unknown(Attempt attempt) {
        attempt.status = Attempt.Status.UNKNOWN;
    }

    long acknowledgedEnd() {
        return acknowledgedEnd;
    }

    /** The end of what a reader that begins now must see. */
    long readableEnd() {
        return readableEnd;
    }

    /** Everything that had an offset below this one is durable now. */
    void durableBefore(long offset) {
        for (Attempt attempt : placed.headMap(offset).values()) {
            if (attempt.endOffset() <= offset) {
                attempt.hold(Durability.DISK);
            }
        }
    }

    /** A reader was given a record; what it has seen has what the topic promises. */
    void seen(Record record, Durability promised) {
        Attempt attempt = recognized(record);
        place(attempt, record.offset() - Payload.index(record));
        attempt.hold(promised);
        acknowledgedEnd = Math.max(acknowledgedEnd, record.offset() + 1);
    }

    private Attempt recognized(Record record) {
        Attempt attempt = attempts.get(Payload.attemptId(record));
        int index = Payload.index(record);
        if (attempt == null) {
            throw violation(
                    Kind.INVENTED,
                    "offset " + record.offset() + " holds record " + index + " of append " + Payload.attemptId(record)
                            + ", which was never asked for here, refused, or gone after an earlier restart");
        }
        if (!Payload.matches(record, attempt, index)) {
            throw violation(Kind.BYTES, "offset " + record.offset() + " holds other bytes than " + attempt + " wrote");
        }
        return attempt;
    }

    // ---- marks ----

    void deleting(long offset) {
        startMost = Math.max(startMost, offset);
    }

    void deleted(long offset) {
        startLeast = Math.max(startLeast, offset);
    }

    long startMost() {
        return startMost;
    }

    /** The marks as a client reads them, one after the other. */
    void marks(long startOffset, long visibleEndOffset, long endOffset) {
        if (startOffset < startLeast || startOffset > startMost) {
            throw violation(
                    Kind.ORDER, "it starts at " + startOffset + ", not between " + startLeast + " and " + startMost);
        }
        if (visibleEndOffset < visibleLeast || visibleEndOffset < readableEnd) {
            throw violation(
                    Kind.ORDER,
                    "its visible end is " + visibleEndOffset + ", after it was " + visibleLeast + " and " + readableEnd
                            + " was acknowledged");
        }
        if (endOffset < visibleEndOffset || endOffset < acknowledgedEnd) {
            throw violation(
                    Kind.ORDER, "it ends at " + endOffset + ", below " + Math.max(visibleEndOffset, acknowledgedEnd));
        }
        visibleLeast = visibleEndOffset;
    }

    // ---- restarts ----

    /**
     * Holds what a restart found against what had to be there, and goes on from it: all of it is durable now.
     *
     * @param weakest what is gone is only what was held less firmly than this
     */
    void restarted(long startOffset, long endOffset, List<Record> records, Durability weakest) {
        if (startOffset < startLeast || startOffset > startMost) {
            throw violation(
                    Kind.LOST,
                    "it starts at " + startOffset + " after a restart, not between " + startLeast + " and "
                            + startMost);
        }
        Map<Attempt, Integer> found = found(startOffset, endOffset, records);
        for (Attempt attempt : attempts.values()) {
            checkKept(attempt, found, startOffset, weakest);
        }
        goOn(startOffset, endOffset, found);
    }

    private Map<Attempt, Integer> found(long startOffset, long endOffset, List<Record> records) {
        Map<Attempt, Integer> found = new LinkedHashMap<>();
        Map<Integer, Long> lastOfClient = new HashMap<>();
        long next = startOffset;
        for (Record record : records) {
            if (record.offset() != next) {
                throw violation(Kind.ORDER, "offset " + record.offset() + " follows, expected " + next);
            }
            Attempt attempt = recognized(record);
            place(attempt, record.offset() - Payload.index(record));
            Integer before = found.put(attempt, found.getOrDefault(attempt, 0) + 1);
            Long last = before == null ? lastOfClient.put(attempt.client, attempt.id) : null;
            if (last != null && last > attempt.id) {
                throw violation(Kind.ORDER, attempt + " lies behind append " + last + " of the same client");
            }
            next++;
        }
        if (next != endOffset) {
            throw violation(Kind.ORDER, "its last record is before " + next + ", but it ends at " + endOffset);
        }
        found.forEach((attempt, count) -> {
            long expected = attempt.count - Math.max(0, startOffset - attempt.offset);
            if (count != expected) {
                throw violation(Kind.PART, count + " records of " + attempt + " are there");
            }
        });
        return found;
    }

    private void checkKept(Attempt attempt, Map<Attempt, Integer> found, long startOffset, Durability weakest) {
        boolean there = found.containsKey(attempt);
        if (there) {
            if (attempt.status != Attempt.Status.ACKNOWLEDGED) {
                totals.mark(CoverageMark.UNANSWERED_APPEND_FOUND);
            }
            return;
        }
        boolean removed = attempt.offset != Attempt.NOWHERE && attempt.endOffset() <= startOffset;
        if (attempt.isPromised() && attempt.held.compareTo(weakest) >= 0 && !removed) {
            throw violation(Kind.LOST, attempt + " is gone, after a restart that loses only what is below " + weakest);
        }
        if (!removed) {
            totals.mark(
                    attempt.status == Attempt.Status.ACKNOWLEDGED
                            ? CoverageMark.WEAK_APPEND_LOST
                            : CoverageMark.UNANSWERED_APPEND_GONE);
        }
    }

    private void goOn(long startOffset, long endOffset, Map<Attempt, Integer> found) {
        attempts.clear();
        placed.clear();
        for (Attempt attempt : new ArrayList<>(found.keySet())) {
            attempt.status = Attempt.Status.ACKNOWLEDGED;
            attempt.hold(Durability.DISK);
            attempts.put(attempt.id, attempt);
            placed.put(attempt.offset, attempt);
        }
        acknowledgedEnd = endOffset;
        readableEnd = endOffset;
        visibleLeast = endOffset;
        startLeast = startOffset;
        startMost = startOffset;
    }

    HistoryViolation violation(Kind kind, String what) {
        return new HistoryViolation(kind, name + ": " + what);
    }
}
