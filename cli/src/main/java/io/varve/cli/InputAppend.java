package io.varve.cli;

import io.varve.Receipt;
import io.varve.error.VarveException;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One run of {@code varve append}: lines in, groups of records out, and an account of both.
 *
 * <p>Groups are stored in the order of the input. The disk is waited for when input pauses, after so many bytes, and at
 * the end. Threads: one appends; an interrupt's may stop it, between two groups.
 */
final class InputAppend {

    private static final long GROUP_BYTES = 512 << 10;
    private static final int GROUP_RECORDS = 10_000;

    /** How much is handed in before the disk is waited for: bounds what a crash can take, and how late readers see. */
    private static final long COMMIT_BYTES = 16L << 20;

    /** How long input must pause for what has come to be stored. */
    private static final long LINGER_NANOS = 20_000_000;

    private static final long POLL_NANOS = 1_000_000;

    private static final int LINE_BYTES_MIN = 64 << 20;
    private static final int LINE_BYTES_MAX = 1 << 30;

    /** What JSON and base 64 add to a record at most: six characters for one. */
    private static final int EXPANSION = 8;

    private final Console console;
    private final AppendTarget target;
    private final LineParser parser;
    private final int lineBytesMax;
    private final RecordGroup group;
    private final long startNanos;
    private final Map<Integer, Extent> extents = new TreeMap<>();
    private final ReentrantLock storing = new ReentrantLock();

    private String inputName = "";
    private long groupFirstLine;
    private long groupLastLine;
    private long recordCount;
    private long contentBytes;
    private long groupContentBytes;
    private long bytesSinceCommit;
    private String storedUpTo = "nothing was stored";

    /** Set by an interrupt, under the lock. */
    private boolean stopped;

    /** The offsets that a partition got, from first to last. */
    private record Extent(long first, long last) {}

    InputAppend(Console console, AppendTarget target, LineFormat format, long startNanos) {
        this.console = console;
        this.target = target;
        this.startNanos = startNanos;
        this.lineBytesMax = Math.clamp((long) target.batchBytesMax() * EXPANSION, LINE_BYTES_MIN, LINE_BYTES_MAX);
        this.parser = format.parser(lineBytesMax);
        this.group = new RecordGroup(target, Math.min(GROUP_BYTES, target.batchBytesMax()), GROUP_RECORDS);
    }

    /** Appends all lines of an input. */
    void append(InputSource source) {
        inputName = source.name();
        LineReader lines = new LineReader(source.stream(), lineBytesMax);
        try (Progress progress = new Progress(console, source)) {
            while (lines.next()) {
                NewRecord record = parser.parse(lines.buffer(), lines.from(), lines.length());
                if (record != null) {
                    target.checkTimestamp(record.timestampMs(), System.currentTimeMillis());
                    add(record, lines.lineNumber());
                }
                if (group.count() > 0 && lines.isIdle() && !comesSoon(lines)) {
                    store(true);
                }
                progress.show(recordCount);
            }
            store(false);
        } catch (BadLineException bad) {
            throw refused(inputName + ", line " + lines.lineNumber() + ": " + bad.getMessage(), bad);
        } catch (IOException failure) {
            throw refused(
                    "cannot read " + inputName + " behind line " + lines.lineNumber() + ": " + failure.getMessage(),
                    failure);
        }
    }

    /** Gives a pipe a moment: one that is only slower than we are would end in a batch, and a sync, for each line. */
    private static boolean comesSoon(LineReader lines) throws IOException {
        long deadlineNanos = System.nanoTime() + LINGER_NANOS;
        while (lines.isIdle()) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** Waits for the disk. */
    void finish() {
        storing.lock();
        try {
            commit();
        } finally {
            storing.unlock();
        }
    }

    private void add(NewRecord record, long lineNumber) {
        if (group.isTooFullFor(record)) {
            store(false);
        }
        if (group.count() == 0) {
            groupFirstLine = lineNumber;
        }
        groupLastLine = lineNumber;
        groupContentBytes += RecordGroup.contentBytes(record);
        group.add(record);
    }

    private void store(boolean commit) {
        if (group.count() == 0) {
            return;
        }
        storing.lock();
        try {
            if (stopped) {
                throw new QuietEndException("interrupted", null);
            }
            storeGroup(commit);
        } catch (VarveException refused) {
            String lines = groupFirstLine == groupLastLine
                    ? ", line " + groupLastLine
                    : ", lines " + groupFirstLine + " to " + groupLastLine;
            throw refused(inputName + lines + ": " + refused.getMessage(), refused);
        } finally {
            storing.unlock();
        }
    }

    private void storeGroup(boolean commit) {
        int count = group.count();
        long bytes = groupContentBytes;
        groupContentBytes = 0;
        for (Map.Entry<Integer, List<NewRecord>> batch : group.take().entrySet()) {
            Receipt receipt = target.append(batch.getKey(), batch.getValue(), commit);
            Extent extent = new Extent(receipt.offset(), receipt.offset() + receipt.recordCount() - 1);
            extents.merge(batch.getKey(), extent, (old, more) -> new Extent(old.first(), more.last()));
        }
        recordCount += count;
        contentBytes += bytes;
        bytesSinceCommit += bytes;
        storedUpTo = "all up to line " + groupLastLine + " of " + inputName + " is stored";
        if (commit || bytesSinceCommit >= COMMIT_BYTES) {
            commit();
        }
    }

    private void commit() {
        target.commit();
        bytesSinceCommit = 0;
    }

    /** What to tell of a failure; what came before it is safe when it is told. */
    private RefusalException refused(String what, Exception cause) {
        group.clear();
        finish();
        return new RefusalException(what + "; " + storedUpTo, cause);
    }

    /** Ends it after an interrupt: what was handed in is made safe, and nothing more is taken. */
    void stop() {
        storing.lock();
        try {
            stopped = true;
            commit();
            console.err().println();
            console.err().println("varve: interrupted; " + storedUpTo);
        } finally {
            storing.unlock();
        }
    }

    /** Tells what was done. */
    void summary() {
        long nanos = System.nanoTime() - startNanos;
        Output out = console.out();
        out.line(Figures.count(recordCount, "record") + ", " + Figures.bytes(contentBytes) + " in "
                + Figures.seconds(nanos) + ": " + Figures.number(Figures.rate(recordCount, nanos)) + " records/s, "
                + Figures.bytes(Figures.rate(contentBytes, nanos)) + "/s, "
                + switch (target.durability()) {
                    case MEMORY -> "in memory when acknowledged";
                    case OS -> "with the operating system when acknowledged";
                    case DISK -> "on disk when acknowledged";
                });
        extents.forEach((partition, extent) -> out.line(
                target.topic().name() + "-" + partition + ": offsets " + extent.first() + " to " + extent.last()));
    }
}
