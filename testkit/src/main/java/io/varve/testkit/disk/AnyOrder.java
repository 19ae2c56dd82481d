package io.varve.testkit.disk;

import io.varve.testkit.disk.PendingChange.Cut;
import io.varve.testkit.disk.PendingChange.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A crash by the strictest reading: each sector that was written to since the last force is as it was then, as it is
 * now, or as any write in between left it, and the last of those may have come in part or as zeros. Bytes that nobody
 * wrote to since the force are as they were.
 */
final class AnyOrder {

    private static final int SECTOR_BYTES = Pages.SECTOR_BYTES;

    private final Content content;
    private final CrashChoices choices;
    private final CrashFindings findings;

    private AnyOrder(Content content, CrashChoices choices, CrashFindings findings) {
        this.content = content;
        this.choices = choices;
        this.findings = findings;
    }

    static void apply(Content content, CrashChoices choices, CrashFindings findings) {
        new AnyOrder(content, choices, findings).apply();
    }

    private void apply() {
        SortedMap<Long, List<PendingChange>> touched = touched();
        long last = content.sizeBytes();
        long chosen = switch (choices.mood()) {
            case ALL_LOST -> {
                findings.lost(touched.size());
                yield choices.below(4) > 0 ? content.durableSizeBytes() : last;
            }
            case ALL_KEPT -> {
                touched.keySet().forEach(this::keep);
                yield last;
            }
            case MIXED -> {
                touched.forEach(this::settle);
                yield lengthBehind(choices.below(content.pending().size() + 1));
            }
        };
        if (chosen != last) {
            findings.length();
        }
        content.durableSizeBytes(chosen);
    }

    /** The length behind a number of changes. */
    private long lengthBehind(int changes) {
        return changes == 0
                ? content.durableSizeBytes()
                : content.pending().get(changes - 1).sizeBytes();
    }

    private SortedMap<Long, List<PendingChange>> touched() {
        SortedMap<Long, List<PendingChange>> touched = new TreeMap<>();
        for (PendingChange change : content.pending()) {
            switch (change) {
                case Written written -> {
                    for (long sector = written.firstSector(); sector < written.endSector(); sector++) {
                        touched.computeIfAbsent(sector, _ -> new ArrayList<>(2)).add(written);
                    }
                }
                case Cut cut ->
                    touched.tailMap(cut.sizeBytes() / SECTOR_BYTES).values().forEach(changes -> changes.add(cut));
            }
        }
        return touched;
    }

    private void keep(long sector) {
        findings.kept(1);
        content.durable().take(content.cache(), sector, sector + 1);
    }

    private void settle(long sector, List<PendingChange> changes) {
        switch (choices.sector()) {
            case LOST -> findings.lost(1);
            case KEPT -> keep(sector);
            case TORN -> {
                findings.torn();
                stop(sector, changes, false);
            }
            case ZEROED -> {
                findings.zeroed();
                stop(sector, changes, true);
            }
        }
    }

    /** The sector as it was in the midst of one of the changes, which comes in part or as zeros. */
    private void stop(long sector, List<PendingChange> changes, boolean zeros) {
        byte[] bytes = content.durable().sector(sector);
        int last = choices.below(changes.size());
        for (int index = 0; index < last; index++) {
            change(bytes, sector, changes.get(index), SECTOR_BYTES, false);
        }
        change(bytes, sector, changes.get(last), zeros ? SECTOR_BYTES : border(sector, changes.get(last)), zeros);
        content.durable().write(sector * SECTOR_BYTES, bytes, 0, SECTOR_BYTES);
    }

    /** Where in a sector a change tears: somewhere in what it changes. */
    private int border(long sector, PendingChange change) {
        return switch (change) {
            case Cut _ -> choices.part(SECTOR_BYTES);
            case Written written -> {
                long start = sector * SECTOR_BYTES;
                int from = (int) Math.max(0, written.positionBytes() - start);
                int to = (int) Math.min(SECTOR_BYTES, written.positionBytes() + written.length() - start);
                yield from + choices.part(to - from);
            }
        };
    }

    /** Does a change to the bytes of a sector, before a border in it. */
    private static void change(byte[] bytes, long sector, PendingChange change, int border, boolean zeros) {
        long start = sector * SECTOR_BYTES;
        switch (change) {
            case Cut cut -> Arrays.fill(bytes, Math.clamp(cut.sizeBytes() - start, 0, border), border, (byte) 0);
            case Written written -> {
                int from = (int) Math.max(0, written.positionBytes() - start);
                int to = (int) Math.min(border, written.positionBytes() + written.length() - start);
                byte[] source = written.bytes();
                for (int at = from; at < to; at++) {
                    bytes[at] = zeros || source == null ? 0 : source[(int) (start + at - written.positionBytes())];
                }
            }
        }
    }
}
