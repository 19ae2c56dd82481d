package io.varve.journal;

import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal. Its bytes are allocated before it is used, so that writing to it changes no metadata and
 * needs no room on the device.
 *
 * <p>Threads: the leader writes; where it is kept afterwards, whoever holds the lock of {@link JournalFiles}.
 */
final class JournalFile {

    private static final long NONE = -1;

    private final Path path;
    private final long number;
    private final long sizeBytes;
    private @Nullable DiskFile file;
    private long positionBytes;
    private long firstSequence;
    private long lastSequence;
    private boolean unforced;

    /** Whether a log that has failed needs it: it stays, and does not count against the journal's bound. */
    private boolean pinned;

    /** Whether a write or force of it failed: what the device holds of it is unknown, and it is not used again. */
    private boolean suspect;

    private JournalFile(Path path, long number, long sizeBytes, FrameRange frames, @Nullable DiskFile file) {
        this.path = path;
        this.number = number;
        this.sizeBytes = sizeBytes;
        this.firstSequence = frames.first();
        this.lastSequence = frames.last();
        this.file = file;
    }

    /** One to be written, without frames yet. */
    static JournalFile empty(Path path, long number, long sizeBytes, DiskFile file) {
        return new JournalFile(path, number, sizeBytes, new FrameRange(NONE, NONE), file);
    }

    /** One of an earlier session, which is only kept. */
    static JournalFile kept(Path path, long number, long sizeBytes, FrameRange frames) {
        return new JournalFile(path, number, sizeBytes, frames, null);
    }

    Path path() {
        return path;
    }

    long number() {
        return number;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long freeBytes() {
        return sizeBytes - positionBytes;
    }

    /** The sequence of the last frame in it. */
    long lastSequence() {
        return lastSequence;
    }

    /** Whether frames of a range may be in it. */
    boolean meets(FrameRange range) {
        return firstSequence != NONE && range.meets(firstSequence, lastSequence);
    }

    boolean isPinned() {
        return pinned;
    }

    void pin() {
        pinned = true;
    }

    boolean isSuspect() {
        return suspect;
    }

    void suspect() {
        suspect = true;
    }

    boolean isUnforced() {
        return unforced;
    }

    /** Writes a frame behind the last one. */
    void write(ByteBuffer frame, long sequence) {
        int frameBytes = frame.remaining();
        open().writeFully(positionBytes, frame);
        positionBytes += frameBytes;
        firstSequence = firstSequence == NONE ? sequence : firstSequence;
        lastSequence = sequence;
        unforced = true;
    }

    void force() {
        open().force(false);
        unforced = false;
    }

    private DiskFile open() {
        DiskFile opened = file;
        if (opened == null) {
            throw new IllegalStateException(path + " is not open for writing");
        }
        return opened;
    }

    /** Gives the handle back; its frames stay. */
    void close() {
        DiskFile opened = file;
        file = null;
        if (opened != null) {
            opened.close();
        }
    }
}
