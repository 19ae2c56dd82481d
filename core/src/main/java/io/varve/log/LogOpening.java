package io.varve.log;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.Sabotage;
import io.varve.journal.LogTail;
import io.varve.record.Durability;
import io.varve.segment.Segment;
import io.varve.segment.SegmentEnd;
import io.varve.segment.SegmentFileName;
import io.varve.segment.SegmentPlace;
import io.varve.segment.SegmentPrefix;
import io.varve.segment.SegmentRecovery;
import io.varve.segment.SegmentScan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a log: finishes deletions that a crash interrupted, checks what was not known to be durable, cuts a torn tail,
 * and makes what it accepts durable before anybody reads it.
 *
 * <p>Segments below the recovery point are not even looked at: that none is missing is known from their names, that
 * none is shortened when they are read ({@link SealedBytes}). From there on every batch is checked. A batch that is not
 * whole ends the log there, if that can be the work of a crash. It can't be, and is reported as damage, below the
 * recovery point, and also where whole batches follow in a topic that promises DISK, since they may have been
 * acknowledged.
 */
final class LogOpening {

    private static final Logger LOGGER = LoggerFactory.getLogger(LogOpening.class);

    /** Half of what an index reaches over: a larger gap between two segments is one that was appended. */
    private static final long HOLE_OFFSETS_MAX = 1L << 30;

    /**
     * What opening found.
     *
     * @param trustedEnd the base offset of the first segment that was checked
     * @param trustedBytes what the logs before it have together, as the checkpoint says where it counts them
     */
    record Opened(
            List<Segment> segments,
            long startOffset,
            long endOffset,
            DurablePoint forced,
            long trustedEnd,
            long trustedBytes) {}

    private final LogPlace place;
    private final SegmentPlace segmentPlace;
    private final LogConfig config;
    private final SegmentBirths births;
    private final Disk disk;
    private final Optional<LogMarks> marks;
    private final Optional<LogTail> tail;

    /** Whether this store has made a note of how far the log is durable; where it has not, what looks whole counts. */
    private final boolean isKnown;

    private final List<Segment> opened = new ArrayList<>();
    private boolean changed;
    private int trustedCount;

    LogOpening(LogPlace place, SegmentPlace segmentPlace, LogConfig config, SegmentBirths births, LogRemains remains) {
        this.place = place;
        this.segmentPlace = segmentPlace;
        this.config = config;
        this.births = births;
        this.disk = segmentPlace.disk();
        this.marks = remains.marks();
        this.tail = remains.tail();
        this.isKnown = marks.isPresent() || tail.isPresent() || remains.hasCheckpoint();
    }

    Opened open() {
        try {
            return openSegments();
        } catch (RuntimeException failure) {
            Closing.attempt(() -> Closing.all(opened), failure);
            throw failure;
        }
    }

    private Opened openSegments() {
        List<Long> bases = logsAfterCleaning();
        if (marksHold()) {
            checkComplete(marks.get(), bases);
        }
        long startOffset = Math.max(knownStartOffset(), bases.isEmpty() ? 0L : bases.getFirst());
        removeBelow(startOffset, bases);
        DurablePoint forced = bases.isEmpty() ? create(startOffset) : openLogs(bases);
        long endOffset = opened.getLast().nextOffset();
        return new Opened(
                opened,
                startOffset(startOffset, endOffset),
                endOffset,
                forced,
                opened.get(trustedCount).baseOffset(),
                trustedBytes());
    }

    private DurablePoint create(long startOffset) {
        opened.add(Segment.create(segmentPlace, startOffset, config.segments(), births.now(config.segments())));
        disk.forceDirectory(place.folder()); // an empty file has nothing else to lose
        return new DurablePoint(startOffset, startOffset, 0, true);
    }

    /** The bytes of the trusted segments: where the marks do not count just these, as they are now. */
    private long trustedBytes() {
        if (trustedCount > 0 && marksHold()) {
            return marks.get().sealedBytes();
        }
        long total = 0;
        for (Segment segment : opened.subList(0, trustedCount)) {
            total += segment.sizeBytes();
        }
        return total;
    }

    /** Makes durable what was accepted, unless all of it is known to be, here or in the journal. */
    private DurablePoint forced(Segment active) {
        if (changed || marks.isEmpty() || active.nextOffset() > Math.max(recoveryOffset(), journaledEndOffset())) {
            for (Segment segment : opened) {
                segment.force();
            }
            disk.forceDirectory(place.folder());
            return new DurablePoint(active.nextOffset(), active.baseOffset(), active.sizeBytes(), true);
        }
        LogMarks known = marks.get();
        if (active.nextOffset() == known.recoveryOffset()) {
            active.foundForced();
        }
        return new DurablePoint(known.recoveryOffset(), known.recoverySegment(), known.recoveryPositionBytes(), false);
    }

    /** Within the log; but where the journal says more of it, its end is not known yet. */
    private long startOffset(long found, long endOffset) {
        return tail.isPresent() ? found : Math.min(found, endOffset);
    }

    private long knownStartOffset() {
        return Math.max(
                marks.map(LogMarks::startOffset).orElse(0L),
                tail.map(LogTail::startOffset).orElse(0L));
    }

    /** Whether the marks count what is here: not where segments were removed after they were stored. */
    private boolean marksHold() {
        return marks.isPresent() && knownStartOffset() == marks.get().startOffset();
    }

    private long journaledEndOffset() {
        return tail.map(LogTail::durableEndOffset).orElse(LogTail.NONE);
    }

    /** The base offsets of all logs, oldest first; what a crash left half removed is gone afterwards. */
    private List<Long> logsAfterCleaning() {
        List<Long> logs = new ArrayList<>(); // ascending, as the names are
        List<SegmentFileName> files = new ArrayList<>();
        for (String name : disk.list(place.folder())) {
            SegmentFileName.parse(name).ifPresent(files::add);
        }
        for (SegmentFileName file : files) {
            if (file.state() == SegmentFileName.State.LIVE && file.kind() == SegmentFileName.Kind.LOG) {
                logs.add(file.baseOffset());
            }
        }
        for (SegmentFileName file : files) {
            if (isLeftover(file, logs)) {
                disk.delete(place.folder().resolve(file.text()));
                changed = true;
            }
        }
        return logs;
    }

    private static boolean isLeftover(SegmentFileName file, List<Long> logs) {
        return switch (file.state()) {
            case DELETED -> true;
            case LIVE ->
                switch (file.kind()) {
                    case LOG, PRODUCER_SNAPSHOT -> false;
                    case OFFSET_INDEX, TIME_INDEX, TRANSACTION_INDEX ->
                        Collections.binarySearch(logs, file.baseOffset()) < 0;
                };
            case CLEANED, SWAP -> false;
        };
    }

    /** Every segment between the start offset and the recovery point must be there: a missing file is not a gap. */
    private void checkComplete(LogMarks known, List<Long> bases) {
        if (bases.stream().anyMatch(base -> base > known.recoverySegment() && base <= known.startOffset())) {
            return; // the log went on in a new segment from the start offset on: all that was counted may be removed
        }
        long first = known.startOffset();
        for (long base : bases) {
            if (base <= known.startOffset()) {
                first = base;
            }
        }
        int found = 0;
        for (long base : bases) {
            if (base >= first && base <= known.recoverySegment()) {
                found++;
            }
        }
        if (found != known.segmentCount() || !bases.contains(known.recoverySegment())) {
            throw new CorruptionException(
                    place.folder(),
                    0,
                    known.segmentCount() + " segments from offset " + known.startOffset() + " up to that of offset "
                            + known.recoverySegment(),
                    found + " of them");
        }
    }

    /**
     * Finishes a deletion: its start offset was stored before its first file went. What takes the place of the files
     * that go must have a name that no crash takes back.
     */
    private void removeBelow(long startOffset, List<Long> bases) {
        if (bases.size() > 1 && bases.get(1) <= startOffset) {
            disk.forceDirectory(place.folder());
        }
        int below = 0;
        while (below < bases.size() - 1 && bases.get(below + 1) <= startOffset) {
            Segment.openSealed(segmentPlace, bases.get(below), bases.get(below + 1), config.segments())
                    .delete();
            below++;
            changed = true;
        }
        bases.subList(0, below).clear();
    }

    private DurablePoint openLogs(List<Long> bases) {
        int trusted = 0;
        while (trusted < bases.size() - 1 && bases.get(trusted) < recoverySegment()) {
            opened.add(Segment.openSealed(segmentPlace, bases.get(trusted), bases.get(trusted + 1), config.segments()));
            trusted++;
        }
        trustedCount = trusted;
        boolean goesOn = true;
        for (int i = trusted; i < bases.size() && goesOn; i++) {
            goesOn = openChecked(bases.get(i), bases.subList(i + 1, bases.size()));
        }
        return forced(opened.getLast());
    }

    /** Checks a segment and opens it; false where the log ends in it, whatever files follow: those are removed. */
    private boolean openChecked(long base, List<Long> following) {
        SegmentScan scan =
                SegmentRecovery.recover(segmentPlace, base, config.segments(), knownPosition(base), recoveryOffset());
        long endOffset = scan.prefix().end().nextOffset();
        boolean goesOn = !following.isEmpty();
        switch (scan) {
            case SegmentScan.Clean clean -> {
                checkBorder(base, clean.prefix().end(), following);
                if (isHole(endOffset, following)) {
                    checkHole(base, clean.prefix().end(), following);
                    endAt(endOffset, following);
                    goesOn = false;
                }
            }
            case SegmentScan.Cut cut -> {
                checkTorn(base, cut, following);
                cut(base, cut, endOffset, following);
                goesOn = false;
            }
        }
        writeAgain(base, scan.prefix());
        Segment segment =
                Segment.openActive(segmentPlace, scan.prefix(), config.segments(), births.now(config.segments()));
        opened.add(segment);
        if (goesOn) {
            segment.seal();
            segment.force();
        }
        return goesOn;
    }

    private void cut(long base, SegmentScan.Cut cut, long endOffset, List<Long> following) {
        SegmentRecovery.truncate(segmentPlace, base, cut.positionBytes());
        endAt(endOffset, following);
    }

    private void endAt(long endOffset, List<Long> following) {
        LOGGER.warn(
                "{} ends at offset {} after a crash; what stood behind it was never acknowledged",
                place.name(),
                endOffset);
        following.forEach(this::removeLog);
        changed = true;
    }

    /**
     * A new segment is called by where the one before it ends, unless a gap is too large for that. A log that this
     * store knows nothing of may come from elsewhere, where other names are given.
     */
    private boolean isHole(long endOffset, List<Long> following) {
        return !following.isEmpty()
                && (isKnown || config.durability() != Durability.DISK)
                && following.getFirst() > endOffset
                && following.getFirst() - endOffset <= HOLE_OFFSETS_MAX;
    }

    /** Throws where the end of a segment is missing that a crash cannot have taken. */
    private void checkHole(long base, SegmentEnd end, List<Long> following) {
        if (wasDurable(end.nextOffset())) {
            throw new CorruptionException(
                    segmentPlace.paths(base).log(),
                    end.sizeBytes(),
                    "batches up to offset " + following.getFirst() + ", where the next segment begins",
                    "its end at " + end.nextOffset());
        }
    }

    private void checkBorder(long base, SegmentEnd end, List<Long> following) {
        if (!following.isEmpty() && following.getFirst() < end.nextOffset()) {
            throw new CorruptionException(
                    segmentPlace.paths(base).log(),
                    end.sizeBytes(),
                    "its end at or before offset " + following.getFirst() + ", where the next segment begins",
                    "its end at " + end.nextOffset());
        }
    }

    private long recoveryOffset() {
        return marks.map(LogMarks::recoveryOffset).orElse(0L);
    }

    /**
     * After a force that failed the system may take bytes for stored which the device never got. What the journal holds
     * as well is written again, so that the next force stores it. Only where it holds all of it: a crash may tear what
     * is being written, and what stands behind that could not be reached any more.
     */
    private void writeAgain(long base, SegmentPrefix prefix) {
        int fromBytes = knownPosition(base);
        long fromOffset = fromBytes > 0 ? recoveryOffset() : base;
        if (prefix.end().sizeBytes() > fromBytes
                && tail.isPresent()
                && tail.get().holdsFrom(fromOffset)
                && prefix.end().nextOffset() <= journaledEndOffset()) {
            SegmentRecovery.rewrite(segmentPlace, prefix, fromBytes, journaledEndOffset());
        }
    }

    /**
     * The base offset of the segment that the recovery point is in; 0, which is no later than any, where there is none.
     */
    private long recoverySegment() {
        return marks.map(LogMarks::recoverySegment).orElse(0L);
    }

    private int knownPosition(long base) {
        return marks.filter(known -> known.recoverySegment() == base)
                .map(LogMarks::recoveryPositionBytes)
                .orElse(0);
    }

    /** Throws where what was found cannot be the work of a crash, and the journal does not hold it either. */
    private void checkTorn(long base, SegmentScan.Cut cut, List<Long> following) {
        boolean mayBeAcknowledged = !isKnown
                && config.durability() == Durability.DISK
                && (cut.following().isPresent()
                        || !cut.searchedToEnd()
                        || following.stream().anyMatch(this::holdsBytes));
        boolean isWholeBatch = cut.reason() == SegmentScan.CutReason.MISPLACED; // no crash moves one, nor its neighbour
        if (Sabotage.TORN_TAIL_TRUSTED) {
            return;
        }
        if (mayBeAcknowledged || isWholeBatch || wasDurable(cut.prefix().end().nextOffset())) {
            throw new CorruptionException(
                    segmentPlace.paths(base).log(), cut.positionBytes(), cut.expected(), cut.found());
        }
    }

    /** Whether what follows an offset was durable in the segments, so that no crash can have taken it. */
    private boolean wasDurable(long offset) {
        return offset < recoveryOffset()
                || (offset < journaledEndOffset() && !tail.get().holdsFrom(offset));
    }

    private boolean holdsBytes(long base) {
        return Segment.openSealed(segmentPlace, base, base, config.segments()).sizeBytes() > 0;
    }

    private void removeLog(long base) {
        Segment.openSealed(segmentPlace, base, base, config.segments()).delete();
    }
}
