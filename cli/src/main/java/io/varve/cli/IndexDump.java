package io.varve.cli;

import io.varve.segment.OffsetIndex;
import io.varve.segment.TimeIndex;
import java.nio.ByteBuffer;

/**
 * Shows an index's entries and whether they ascend as they must. Zeros up to the end are no entries: Kafka sets aside
 * an index's whole size while its segment is active. One thread.
 */
final class IndexDump {

    private final long baseOffset;
    private final ByteBuffer bytes;
    private final Output out;
    private final int entryBytes;
    private final boolean isOfOffsets;
    private int damageCount;

    private IndexDump(long baseOffset, ByteBuffer bytes, Output out, boolean isOfOffsets) {
        this.baseOffset = baseOffset;
        this.bytes = bytes;
        this.out = out;
        this.isOfOffsets = isOfOffsets;
        this.entryBytes = isOfOffsets ? OffsetIndex.ENTRY_BYTES : TimeIndex.ENTRY_BYTES;
    }

    /** An index of offsets: relative offset and position, 4 bytes each. */
    static IndexDump offsets(long baseOffset, ByteBuffer bytes, Output out) {
        return new IndexDump(baseOffset, bytes, out, true);
    }

    /** An index of timestamps: a timestamp of 8 bytes and a relative offset of 4. */
    static IndexDump times(long baseOffset, ByteBuffer bytes, Output out) {
        return new IndexDump(baseOffset, bytes, out, false);
    }

    /** Shows all of it; answers in how many places it is damaged. */
    int run() {
        int usedBytes = usedBytes();
        int entryCount = usedBytes / entryBytes;
        long lastFirst = -1;
        long lastSecond = -1;
        for (int entry = 0; entry < entryCount; entry++) {
            int at = entry * entryBytes;
            long first = isOfOffsets ? bytes.getInt(at) : bytes.getLong(at);
            long second = bytes.getInt(at + entryBytes - Integer.BYTES);
            out.line(
                    isOfOffsets
                            ? "entry at " + at + ": offset " + (baseOffset + first) + ", position " + second
                            : "entry at " + at + ": timestamp " + first + ", offset " + (baseOffset + second));
            if (first <= lastFirst || second <= lastSecond) {
                damage(at, "an entry whose parts are both above those before it", first + " and " + second);
            }
            lastFirst = first;
            lastSecond = second;
        }
        if (usedBytes % entryBytes != 0) {
            damage(entryCount * entryBytes, "an entry of " + entryBytes + " bytes", usedBytes % entryBytes + " bytes");
        }
        out.line(Figures.number(entryCount)
                + (entryCount == 1 ? " entry, " : " entries, ")
                + Figures.count(damageCount, "damaged place"));
        return damageCount;
    }

    /** Where the zeros begin that go on to the end; a last entry may end with some that are its own. */
    private int usedBytes() {
        int used = bytes.limit();
        while (used > 0 && bytes.get(used - 1) == 0) {
            used--;
        }
        int wholeEntries = (used + entryBytes - 1) / entryBytes * entryBytes;
        return Math.min(
                bytes.limit(), wholeEntries == 0 && bytes.limit() % entryBytes != 0 ? bytes.limit() : wholeEntries);
    }

    private void damage(int positionBytes, String expected, String found) {
        damageCount++;
        out.line("DAMAGE at " + positionBytes + ": expected " + expected + ", found " + found);
    }
}
