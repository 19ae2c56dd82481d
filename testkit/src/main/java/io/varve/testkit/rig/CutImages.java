package io.varve.testkit.rig;

import io.varve.testkit.Draw;
import io.varve.testkit.rig.BlockLog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;

/**
 * What a device holds after a power cut at an entry of its log: everything that was flushed, and of the rest what
 * chance kept, whole or in part. The cuts have to ascend: what is flushed is built up from one to the next.
 */
final class CutImages {

    private static final int PAGE_BYTES = 4096;
    private static final int MODES = 4;

    private final BlockLog log;
    private final byte[] flushed;
    private final BitSet pagesWritten = new BitSet();

    /** Entries before this one are in what is flushed. */
    private int next;

    private long pendingWrites;
    private long droppedWrites;
    private long tornWrites;

    CutImages(BlockLog log, int sizeBytes) {
        this.log = log;
        this.flushed = new byte[sizeBytes];
    }

    /** Writes an image of the device as a cut just behind an entry may leave it. */
    void write(Path image, int cut, Draw draw) throws IOException {
        List<Entry> entries = log.entries();
        int flush = cut;
        while (flush >= next && !entries.get(flush).flushes()) {
            flush--;
        }
        for (; next <= flush; next++) {
            apply(entries.get(next));
        }
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), flushed.length - 1L);
            for (int page = pagesWritten.nextSetBit(0); page >= 0; ) {
                int end = pagesWritten.nextClearBit(page);
                ByteBuffer run = ByteBuffer.wrap(flushed, page * PAGE_BYTES, (end - page) * PAGE_BYTES);
                channel.write(run, (long) page * PAGE_BYTES);
                page = pagesWritten.nextSetBit(end);
            }
            int mode = draw.below(MODES);
            for (int pending = next; pending <= cut; pending++) {
                keepByChance(entries.get(pending), mode, channel, draw);
            }
        }
    }

    private void apply(Entry entry) throws IOException {
        if (entry.sizeBytes() > 0) {
            log.data(entry).get(flushed, (int) entry.positionBytes(), entry.sizeBytes());
            pagesWritten.set((int) (entry.positionBytes() / PAGE_BYTES), (int)
                    ((entry.positionBytes() + entry.sizeBytes() + PAGE_BYTES - 1) / PAGE_BYTES));
        }
    }

    /** Modes: all is kept, nothing is kept, each write by chance, each sector by chance. */
    private void keepByChance(Entry entry, int mode, FileChannel image, Draw draw) throws IOException {
        if (entry.sizeBytes() == 0) {
            return;
        }
        pendingWrites++;
        if (entry.unbuffered() || mode == 0 || (mode >= 2 && draw.coin())) {
            image.write(log.data(entry), entry.positionBytes());
        } else if (mode == MODES - 1 && draw.coin()) {
            tornWrites++;
            ByteBuffer data = log.data(entry);
            for (int position = 0; position < entry.sizeBytes(); position += BlockLog.SECTOR_BYTES) {
                if (draw.coin()) {
                    image.write(data.slice(position, BlockLog.SECTOR_BYTES), entry.positionBytes() + position);
                }
            }
        } else {
            droppedWrites++;
        }
    }

    String figures() {
        return pendingWrites + " writes pending, " + droppedWrites + " dropped, " + tornWrites + " torn";
    }
}
