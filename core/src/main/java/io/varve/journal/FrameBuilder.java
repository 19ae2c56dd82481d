package io.varve.journal;

import static io.varve.journal.FrameLayout.ALIGNMENT_BYTES;
import static io.varve.journal.FrameLayout.ENTRY_HEADER_BYTES;
import static io.varve.journal.FrameLayout.HEADER_BYTES;

import io.varve.io.Sabotage;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A frame in the making. Its memory lies outside the heap and is used again for the next frame.
 *
 * <p>Threads: one at a time, the one that leads the commit.
 */
public final class FrameBuilder {

    private static final byte[] ZEROS = new byte[ALIGNMENT_BYTES];

    private final ByteBuffer bytes;
    private final CRC32C checksum = new CRC32C();
    private int lengthBytes;
    private int entryCount;
    private boolean needsForce;
    private boolean hasBatches;

    /** Where the entry that takes bytes now begins. */
    private int openAt;

    /** @param capacityBytes the largest frame, a multiple of the alignment */
    FrameBuilder(int capacityBytes) {
        this.bytes = ByteBuffer.allocateDirect(capacityBytes + ALIGNMENT_BYTES)
                .alignedSlice(ALIGNMENT_BYTES)
                .slice(0, capacityBytes);
    }

    void begin() {
        lengthBytes = HEADER_BYTES;
        entryCount = 0;
        needsForce = false;
        hasBatches = false;
    }

    /** Whether it holds batches, and not only what is said of logs. */
    boolean hasBatches() {
        return hasBatches;
    }

    /** Whether somebody waits for it: not where it only notes what is durable elsewhere. */
    boolean needsForce() {
        return needsForce;
    }

    int entryCount() {
        return entryCount;
    }

    boolean isEmpty() {
        return entryCount == 0;
    }

    /** How many bytes of batches another entry could hold; negative where not even its header fits. */
    public int roomBytes() {
        return bytes.capacity() - lengthBytes - 2 * ENTRY_HEADER_BYTES;
    }

    /** Adds an entry that has no bytes. */
    public void add(EntryKind kind, LogKey log, long fromOffset, long endOffset) {
        openEntry(kind, log, fromOffset, endOffset);
        closeEntry();
    }

    /** Begins an entry of batches; {@link #put} gives them, {@link #closeEntry} ends it. */
    public void openEntry(EntryKind kind, LogKey log, long fromOffset, long endOffset) {
        openAt = lengthBytes;
        needsForce |= kind != EntryKind.FORCED;
        hasBatches |= kind == EntryKind.BATCHES;
        bytes.putInt(openAt + FrameLayout.ENTRY_KIND, kind.number());
        bytes.putInt(openAt + FrameLayout.ENTRY_PARTITION, log.partition());
        bytes.putLong(openAt + FrameLayout.ENTRY_TOPIC_ID, log.topicId().getMostSignificantBits());
        bytes.putLong(openAt + FrameLayout.ENTRY_TOPIC_ID + 8, log.topicId().getLeastSignificantBits());
        bytes.putLong(openAt + FrameLayout.ENTRY_FROM_OFFSET, fromOffset);
        bytes.putLong(openAt + FrameLayout.ENTRY_END_OFFSET, endOffset);
        bytes.putInt(openAt + FrameLayout.ENTRY_RESERVED, 0);
        lengthBytes += ENTRY_HEADER_BYTES;
    }

    /** Copies batches into the entry. */
    public void put(ByteBuffer batches, int from, int to) {
        bytes.put(lengthBytes, batches, from, to - from);
        lengthBytes += to - from;
    }

    /** Ends the entry. */
    public void closeEntry() {
        bytes.putInt(openAt + FrameLayout.ENTRY_BYTE_COUNT, lengthBytes - openAt - ENTRY_HEADER_BYTES);
        entryCount++;
    }

    /** Ends the frame and gives its bytes, up to the alignment; they stay until {@link #begin}. */
    ByteBuffer finish(long storeId, long fileNumber, long sequence, long durableSequence) {
        bytes.putInt(FrameLayout.MAGIC, FrameLayout.MAGIC_NUMBER);
        bytes.putInt(FrameLayout.LENGTH, lengthBytes);
        bytes.putInt(FrameLayout.ENTRY_COUNT, entryCount);
        bytes.putLong(FrameLayout.STORE_ID, storeId);
        bytes.putLong(FrameLayout.FILE_NUMBER, fileNumber);
        bytes.putLong(FrameLayout.SEQUENCE, sequence);
        bytes.putLong(FrameLayout.DURABLE_SEQUENCE, durableSequence);
        bytes.putInt(FrameLayout.CRC, checksum(checksum, bytes, 0, lengthBytes));
        int padded = FrameLayout.padded(lengthBytes);
        bytes.put(lengthBytes, ZEROS, 0, padded - lengthBytes);
        return bytes.duplicate().position(0).limit(padded);
    }

    int paddedBytes() {
        return FrameLayout.padded(lengthBytes);
    }

    static int checksum(CRC32C checksum, ByteBuffer frames, int at, int lengthBytes) {
        checksum.reset();
        ByteBuffer covered = frames.duplicate();
        checksum.update(covered.limit(at + FrameLayout.CRC).position(at));
        checksum.update(covered.limit(at + Sabotage.checkedBytes(lengthBytes)).position(at + FrameLayout.ENTRY_COUNT));
        return (int) checksum.getValue();
    }
}
