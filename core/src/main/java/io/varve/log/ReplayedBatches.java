package io.varve.log;

import io.varve.batch.BatchHeader;
import io.varve.batch.BatchLayout;
import io.varve.error.CorruptionException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Batches that the journal kept, held against what its entry says of them. Their bytes passed the frame's checksum, so
 * this looks at what the frame can't know: that they are whole, that their offsets ascend, and that they continue the
 * log without a batch that lies across its end.
 */
final class ReplayedBatches {

    private ReplayedBatches() {}

    /**
     * Throws where they cannot be appended to a log.
     *
     * @param endOffset where the log ends; batches before it are in the log already
     * @param toOffset where the last batch must end
     */
    static void check(Path folder, ByteBuffer batches, long endOffset, long toOffset) {
        long next = 0;
        int at = 0;
        while (at < batches.limit()) {
            long baseOffset = isWhole(batches, at) ? BatchHeader.baseOffset(batches, at) : -1;
            if (baseOffset < next || BatchHeader.lastOffsetDelta(batches, at) < 0) {
                throw new CorruptionException(
                        folder, 0, "a whole batch from offset " + next + " on in the journal", "none at byte " + at);
            }
            next = BatchHeader.nextOffset(batches, at);
            if (baseOffset < endOffset && next > endOffset) {
                throw new CorruptionException(
                        folder, 0, "an end at offset " + baseOffset + " or " + next, "one at " + endOffset);
            }
            at += BatchHeader.sizeBytes(batches, at);
        }
        if (next != toOffset) {
            throw new CorruptionException(
                    folder, 0, "batches up to offset " + toOffset + " in the journal", "batches up to " + next);
        }
    }

    private static boolean isWhole(ByteBuffer batches, int at) {
        int room = batches.limit() - at;
        return room >= BatchLayout.HEADER_BYTES
                && BatchHeader.magic(batches, at) == BatchLayout.MAGIC_V2
                && BatchHeader.sizeBytes(batches, at) >= BatchLayout.HEADER_BYTES
                && BatchHeader.sizeBytes(batches, at) <= room;
    }
}
