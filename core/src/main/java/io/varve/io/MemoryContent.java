package io.varve.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one file of a {@link MemoryDisk}, whatever it is called and however many handles are open on it.
 *
 * <p>They lie in chunks that never move, so that growing copies nothing and readers need no lock. The first chunk holds
 * 1 KiB and each further one as much as all before it together, up to 256 KiB; from there on all hold 256 KiB. A small
 * file thus takes little, and a chunk stays below what a garbage collector with 1 MiB regions treats as huge. A chunk
 * that nothing was written to is missing and reads as zeros.
 *
 * <p>Threads: any number read and write at once. A writer publishes its bytes by its update of the size, which every
 * reader reads first. Cutting the file keeps writers out, because it zeroes the rest of a chunk.
 */
final class MemoryContent implements MemoryNode {

    private static final int FIRST_CHUNK_BITS = 10;
    private static final int LAST_CHUNK_BITS = 18;
    private static final int CHUNK_BYTES_MAX = 1 << LAST_CHUNK_BITS;
    private static final byte[] ZEROS = new byte[CHUNK_BYTES_MAX];

    private final MemorySpace space;

    /** Shared by writers, held alone by a cut. Readers take no part. */
    private final ReentrantReadWriteLock cutting = new ReentrantReadWriteLock();

    /** Guards the fields below: which chunks there are, and who needs them. Held for an allocation at most. */
    private final ReentrantLock owning = new ReentrantLock();

    /** Replaced by a longer one with the same chunks when the file grows; read without the lock. */
    private volatile AtomicReferenceArray<byte @Nullable []> chunks = new AtomicReferenceArray<>(8);

    /** Where the file ends; every writer moves it, and thereby publishes its bytes to readers. */
    private final AtomicLong sizeBytes = new AtomicLong();

    private long takenBytes;
    private int handles;
    private boolean named = true;

    /** Who holds the lock that this file stands for; guarded by the disk's lock of names. */
    @Nullable
    String lockHolder;

    MemoryContent(MemorySpace space) {
        this.space = space;
    }

    long sizeBytes() {
        return sizeBytes.get();
    }

    /** Writes what there is room for; 0 where there is room for nothing. */
    int write(long positionBytes, ByteBuffer buffer) {
        cutting.readLock().lock();
        try {
            int taken = 0;
            while (buffer.hasRemaining()) {
                int part = writePart(positionBytes + taken, buffer);
                if (part == 0) {
                    break;
                }
                taken += part;
            }
            if (taken > 0) {
                sizeBytes.accumulateAndGet(positionBytes + taken, Math::max);
            }
            return taken;
        } finally {
            cutting.readLock().unlock();
        }
    }

    private int writePart(long positionBytes, ByteBuffer buffer) {
        // A file cannot be longer than the disk; this also bounds the table of chunks of a file with holes.
        long room = space.capacityBytes() - positionBytes;
        if (room <= 0) {
            return 0;
        }
        int index = chunkIndex(positionBytes);
        byte[] present = chunkAt(index);
        byte[] chunk = present != null ? present : addChunk(index);
        if (chunk == null) {
            return 0;
        }
        int from = (int) (positionBytes - chunkStart(index));
        int part = (int) Math.min(room, Math.min(buffer.remaining(), chunk.length - from));
        buffer.get(chunk, from, part);
        return part;
    }

    /** Gives bytes below the end of the file, -1 where there are none. */
    int read(long positionBytes, ByteBuffer buffer) {
        long available = sizeBytes.get() - positionBytes;
        if (available <= 0) {
            return -1;
        }
        int wanted = (int) Math.min(available, buffer.remaining());
        int given = 0;
        while (given < wanted) {
            long position = positionBytes + given;
            int index = chunkIndex(position);
            int from = (int) (position - chunkStart(index));
            int part = Math.min(wanted - given, chunkBytes(index) - from);
            byte[] chunk = chunkAt(index);
            buffer.put(chunk == null ? ZEROS : chunk, chunk == null ? 0 : from, part);
            given += part;
        }
        return given;
    }

    /** Cuts to a size; bytes that a later write leaves out between there and itself read as zeros. */
    void truncate(long newSizeBytes) {
        cutting.writeLock().lock();
        try {
            if (newSizeBytes >= sizeBytes.get()) {
                return;
            }
            sizeBytes.set(newSizeBytes);
            int keptChunks = newSizeBytes == 0 ? 0 : chunkIndex(newSizeBytes - 1) + 1;
            dropChunksFrom(keptChunks);
            byte[] last = keptChunks == 0 ? null : chunkAt(keptChunks - 1);
            if (last != null) {
                int from = (int) (newSizeBytes - chunkStart(keptChunks - 1));
                Arrays.fill(last, from, last.length, (byte) 0);
            }
        } finally {
            cutting.writeLock().unlock();
        }
    }

    void openHandle() {
        owning.lock();
        try {
            handles++;
        } finally {
            owning.unlock();
        }
    }

    void closeHandle() {
        owning.lock();
        try {
            handles--;
            giveBackWhenUnused();
        } finally {
            owning.unlock();
        }
    }

    /** Its name is gone; its room is given back when the last handle is closed, as POSIX has it. */
    void removeName() {
        owning.lock();
        try {
            named = false;
            giveBackWhenUnused();
        } finally {
            owning.unlock();
        }
    }

    /**
     * The chunks stay where they are for a reader that is still at it; the garbage collector takes them with the file.
     */
    private void giveBackWhenUnused() {
        if (!named && handles == 0) {
            space.giveBack(takenBytes);
            takenBytes = 0;
        }
    }

    private byte @Nullable [] chunkAt(int index) {
        AtomicReferenceArray<byte @Nullable []> present = chunks;
        return index < present.length() ? present.get(index) : null;
    }

    private byte @Nullable [] addChunk(int index) {
        owning.lock();
        try {
            byte[] present = chunkAt(index);
            boolean unused = !named && handles == 0;
            if (present != null || unused) {
                return present;
            }
            byte[] chunk = space.take(chunkBytes(index));
            if (chunk != null) {
                takenBytes += chunk.length;
                tableFor(index).set(index, chunk);
            }
            return chunk;
        } finally {
            owning.unlock();
        }
    }

    private AtomicReferenceArray<byte @Nullable []> tableFor(int index) {
        AtomicReferenceArray<byte @Nullable []> present = chunks;
        if (index < present.length()) {
            return present;
        }
        AtomicReferenceArray<byte @Nullable []> longer =
                new AtomicReferenceArray<>(Math.max(index + 1, present.length() * 2));
        for (int i = 0; i < present.length(); i++) {
            longer.set(i, present.get(i));
        }
        chunks = longer;
        return longer;
    }

    private void dropChunksFrom(int first) {
        owning.lock();
        try {
            AtomicReferenceArray<byte @Nullable []> present = chunks;
            long dropped = 0;
            for (int i = first; i < present.length(); i++) {
                byte[] chunk = present.getAndSet(i, null);
                dropped += chunk == null ? 0 : chunk.length;
            }
            takenBytes -= dropped;
            space.giveBack(dropped);
        } finally {
            owning.unlock();
        }
    }

    /** Chunk 0 begins at 0; chunk k at 1 KiB · 2^(k-1) while chunks double, then every 256 KiB. */
    static int chunkIndex(long positionBytes) {
        if (positionBytes < 2L * CHUNK_BYTES_MAX) {
            return Long.SIZE - Long.numberOfLeadingZeros(positionBytes >>> FIRST_CHUNK_BITS);
        }
        return (int) (positionBytes >>> LAST_CHUNK_BITS) + LAST_CHUNK_BITS - FIRST_CHUNK_BITS;
    }

    static long chunkStart(int index) {
        if (index == 0) {
            return 0;
        }
        int doublings = LAST_CHUNK_BITS - FIRST_CHUNK_BITS;
        return index <= doublings + 1
                ? 1L << (FIRST_CHUNK_BITS + index - 1)
                : (long) (index - doublings) << LAST_CHUNK_BITS;
    }

    static int chunkBytes(int index) {
        int doublings = LAST_CHUNK_BITS - FIRST_CHUNK_BITS;
        return index == 0 ? 1 << FIRST_CHUNK_BITS : 1 << (FIRST_CHUNK_BITS + Math.min(index - 1, doublings));
    }
}
