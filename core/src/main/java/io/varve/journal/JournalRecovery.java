package io.varve.journal;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.Sabotage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a session left of the journal. The frames are walked from the first file on, each of which must carry the
 * sequence after the last one's. The walk ends where no such frame stands: what a crash tore, or bytes of an earlier
 * use of the file. It is damage and not the end where a later frame says that the missing one was durable.
 *
 * <p>Reading changes nothing but for files that are not needed any more, which are removed; so a second crash finds the
 * same.
 */
public final class JournalRecovery {

    /** Twice the largest frame, so that each read brings more than one. */
    private static final int WINDOW_BYTES = 4 << 20;

    /** Told of each entry that is to be replayed, in the order of the frames. */
    public interface Replay {
        /**
         * An entry.
         *
         * @param batches its batches, from position 0 on; only for the time of this call
         */
        void entry(JournalEntry entry, ByteBuffer batches);
    }

    private final Disk disk;
    private final Path folder;
    private final @Nullable JournalMark mark;

    /** As large as the largest file that was read, up to the bound: an empty or small journal costs little. */
    private ByteBuffer window = ByteBuffer.allocate(0);

    private final TreeMap<Long, Path> paths = new TreeMap<>();
    private final List<JournalFile> files = new ArrayList<>();
    private final TreeMap<LogKey, LogTail> logs = new TreeMap<>();

    private long storeId;
    private boolean storeKnown;

    private long firstSequence = Long.MAX_VALUE;

    /** The sequence that the next frame must have, or -1 before the first. */
    private long expectedSequence = -1;

    /** @param mark what the checkpoint holds of the journal; empty where there is none */
    public JournalRecovery(Disk disk, Path folder, Optional<JournalMark> mark) {
        this.disk = disk;
        this.folder = folder;
        this.mark = mark.orElse(null);
        mark.ifPresent(known -> {
            storeId = known.storeId();
            storeKnown = true;
        });
    }

    /**
     * Reads all frames and says what they hold.
     *
     * @param newStoreId the number of a store that has none yet
     * @throws CorruptionException where a frame that was durable is missing or damaged
     */
    public JournalTail read(long newStoreId) {
        if (disk.exists(folder)) {
            list();
        }
        for (Map.Entry<Long, Path> entry : List.copyOf(paths.entrySet())) {
            read(entry.getKey(), entry.getValue());
        }
        // frames that only refer to segments are not forced: they may count below the low sequence and not as durable
        long known = mark == null ? 0 : Math.max(mark.nextSequence(), mark.lowSequence());
        long nextSequence = Math.max(expectedSequence, known);
        checkReached();
        long nextNumber = paths.isEmpty() ? 0 : paths.lastKey() + 1;
        return new JournalTail(
                storeKnown ? storeId : newStoreId,
                Math.min(firstSequence, nextSequence),
                nextSequence,
                Math.max(nextNumber, mark == null ? 0 : mark.nextFileNumber()),
                List.copyOf(files),
                Collections.unmodifiableSortedMap(logs));
    }

    private ByteBuffer windowFor(DiskFile file) {
        int wanted = (int) Math.min(WINDOW_BYTES, file.sizeBytes());
        if (window.capacity() < wanted) {
            window = ByteBuffer.allocateDirect(wanted);
        }
        return window;
    }

    private void list() {
        for (String name : disk.list(folder)) {
            JournalFiles.number(name).ifPresent(number -> paths.put(number, folder.resolve(name)));
        }
    }

    private void read(long number, Path path) {
        try (DiskFile file = disk.openRead(path)) {
            FrameScan scan = new FrameScan(file, windowFor(file));
            long position = 0;
            long first = -1;
            long last = -1;
            Optional<Frame> frame = next(scan, number, position);
            if (frame.isPresent()) {
                checkBorder(path, frame.get());
                first = frame.get().sequence();
                firstSequence = Math.min(firstSequence, first);
            }
            while (frame.isPresent()) {
                last = frame.get().sequence();
                expectedSequence = last + 1;
                scan.visit(
                        frame.get(),
                        (entry, _) -> logs.computeIfAbsent(entry.log(), _ -> new LogTail())
                                .add(entry));
                position = frame.get().endPositionBytes();
                frame = next(scan, number, position).filter(found -> found.sequence() == expectedSequence);
            }
            checkNothingDurableFollows(scan, number, path, position);
            if (last >= 0) {
                files.add(JournalFile.kept(path, number, scan.fileBytes(), new FrameRange(first, last)));
                return;
            }
        }
        disk.delete(path); // it was made ready and never used
    }

    /** The frame at a position, if it is one of this file and this store. */
    private Optional<Frame> next(FrameScan scan, long number, long position) {
        Optional<Frame> frame = scan.frameAt(position)
                .filter(found -> (found.fileNumber() == number || Sabotage.FILE_NUMBER_IGNORED)
                        && (!storeKnown || found.storeId() == storeId));
        frame.ifPresent(found -> {
            storeId = found.storeId();
            storeKnown = true;
        });
        return frame;
    }

    /**
     * A file goes on where the last one ended, or repeats its last frame, where that could not be forced there. Of the
     * frames before the low one only those are kept that a failed log needs, so any may be missing.
     */
    private void checkBorder(Path path, Frame first) {
        long needed = Math.max(expectedSequence, lowSequence());
        boolean isFirst = expectedSequence < 0 && mark == null;
        if (!isFirst && first.sequence() > needed && first.durableSequence() >= needed) {
            throw missing(path, 0, needed, "frame " + first.sequence());
        }
    }

    /**
     * Inside a file nothing is ever released: a frame that is missing before one which calls it durable is damage, even
     * where it is not needed itself, as those behind it may be.
     */
    private void checkNothingDurableFollows(FrameScan scan, long number, Path path, long endPosition) {
        long position = endPosition;
        while (position < scan.fileBytes()) {
            Optional<Frame> later = scan.frameAt(position)
                    .filter(found -> found.fileNumber() == number && (!storeKnown || found.storeId() == storeId));
            if (later.isPresent() && wasDurable(endPosition, later.get())) {
                throw missing(
                        path,
                        endPosition,
                        expectedSequence < 0 ? later.get().sequence() - 1 : expectedSequence,
                        "none, while frame " + later.get().sequence() + " at byte " + position
                                + " says that it was durable");
            }
            position = later.map(Frame::endPositionBytes).orElse(position + FrameLayout.ALIGNMENT_BYTES);
        }
    }

    /** Whether a later frame of the file calls the one durable that is missing; the first one's sequence is unknown. */
    private boolean wasDurable(long missingPosition, Frame later) {
        return later.durableSequence() >= (missingPosition == 0 ? later.sequence() - 1 : expectedSequence);
    }

    private long lowSequence() {
        return mark == null ? 0 : mark.lowSequence();
    }

    /** The checkpoint was written when all frames before its next one were durable. */
    private void checkReached() {
        if (mark != null && expectedSequence < mark.nextSequence() && mark.lowSequence() < mark.nextSequence()) {
            throw missing(
                    folder,
                    0,
                    mark.nextSequence() - 1,
                    expectedSequence < 0 ? "no frame" : "frames up to " + (expectedSequence - 1));
        }
    }

    private static CorruptionException missing(Path path, long position, long sequence, String found) {
        return new CorruptionException(path, position, "journal frame " + sequence, found);
    }

    /**
     * Tells all entries of the frames that may still be needed, from the first to the last.
     *
     * @param tail what {@link #read} gave
     */
    public void replay(JournalTail tail, Replay replay) {
        for (JournalFile known : tail.files()) {
            try (DiskFile file = disk.openRead(known.path())) {
                FrameScan scan = new FrameScan(file, windowFor(file));
                long position = 0;
                long sequence = -1;
                while (sequence < known.lastSequence()) {
                    Frame frame = reread(scan, known, position);
                    sequence = frame.sequence();
                    scan.visit(frame, replay::entry);
                    position = frame.endPositionBytes();
                }
            }
        }
    }

    private static Frame reread(FrameScan scan, JournalFile file, long position) {
        return scan.frameAt(position)
                .orElseThrow(() ->
                        new CorruptionException(file.path(), position, "the frame that was read there before", "none"));
    }

    /** Forces the files, so that nothing is shown to readers that a power cut could still take away. */
    public void force(JournalTail tail) {
        if (Sabotage.UNFORCED_JOURNAL_SERVED) {
            return;
        }
        for (JournalFile known : tail.files()) {
            try (DiskFile file = disk.openWrite(known.path())) {
                file.force(false);
            }
        }
        if (!tail.files().isEmpty()) {
            disk.forceDirectory(folder);
        }
    }
}
