package io.varve.testkit.disk;

import io.varve.testkit.disk.PendingChange.Cut;
import io.varve.testkit.disk.PendingChange.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A crash by the strictest reading: each sector that was written to since the last force is as it was then, as it is
 * now, or as any write in between left it, and the last of those may have come in part or as zeros. Bytes that nobody
 * wrote to since the force are as they were.
 */
final class AnyOrder {

    private static final int SECTOR_BYTES = Pages.SECTOR_BYTES;

    private final Content content;
    private final SplittableRandom random;
    private final CrashFindings findings;

    private AnyOrder(Content content, SplittableRandom random, CrashFindings findings) {
        this.content = content;
        this.random = random;
        this.findings = findings;
    }

    static void apply(Content content, SplittableRandom random, CrashFindings findings) {
        new AnyOrder(content, random, findings).apply();
    }

    private void apply() {
        int mood = random.nextInt(5);
        SortedMap<Long, List<PendingChange>> touched = touched();
        switch (mood) {
            case 0 -> findings.lost(touched.size());
            case 1 -> touched.keySet().forEach(this::keep);
            default -> touched.forEach(this::settle);
        }
        chooseLength(mood);
    }

    private void chooseLength(int mood) {
        List<PendingChange> pending = content.pending();
        long last = content.sizeBytes();
        long chosen = switch (mood) {
            case 0 -> random.nextInt(4) > 0 ? content.durableSizeBytes() : last;
            case 1 -> last;
            default ->
                switch (random.nextInt(4)) {
                    case 0 -> content.durableSizeBytes();
                    case 1 -> pending.get(random.nextInt(pending.size())).sizeBytes();
                    default -> last;
                };
        };
        if (chosen != last) {
            findings.length();
        }
        content.durableSizeBytes(chosen);
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
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> findings.lost(1);
            case 3, 4, 5 -> keep(sector);
            case 6 -> {
                findings.torn();
                stop(sector, changes, false);
            }
            default -> {
                findings.zeroed();
                stop(sector, changes, true);
            }
        }
    }

    /** The sector as it was in the midst of one of the changes, which comes in part or as zeros. */
    private void stop(long sector, List<PendingChange> changes, boolean zeros) {
        byte[] bytes = content.durable().sector(sector);
        int last = random.nextInt(changes.size());
        for (int index = 0; index < last; index++) {
            change(bytes, sector, changes.get(index), SECTOR_BYTES, false);
        }
        change(bytes, sector, changes.get(last), zeros ? SECTOR_BYTES : 1 + random.nextInt(SECTOR_BYTES), zeros);
        content.durable().write(sector * SECTOR_BYTES, bytes, 0, SECTOR_BYTES);
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
