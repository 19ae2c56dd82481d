package io.varve.testkit.rig;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.error.VarveException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the writers of a victim achieved and suffered; and the word that ends them. Threads: any. */
final class Tally {

    /** What a victim exits with that met something which it must not meet. */
    static final int FAILED = 3;

    private static final long NANOS_PER_MS = 1_000_000;

    private final PrintStream out;
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder failedOtherwise = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final AtomicLong longestNanos = new AtomicLong();

    /** When the calls under way began; a count each, since two may begin in the same nanosecond. */
    private final ConcurrentMap<Long, Integer> underWay = new ConcurrentHashMap<>();

    private volatile boolean stopped;
    private volatile @Nullable String otherFailure;

    Tally(PrintStream out) {
        this.out = out;
    }

    boolean stopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    /** A call begins; gives its time of start. */
    long begin() {
        long now = System.nanoTime();
        underWay.merge(now, 1, Integer::sum);
        return now;
    }

    void end(long started) {
        underWay.computeIfPresent(started, (_, count) -> count == 1 ? null : count - 1);
    }

    void acknowledged(int count, long started) {
        acknowledged.add(count);
        longest(System.nanoTime() - started);
    }

    /** A call was refused; gives how long that took, in ms. */
    int refused(StorageFailedException failure, long started) {
        if (failure.kind() == Kind.NO_SPACE) {
            full.increment();
        } else {
            failedOtherwise.increment();
            otherFailure = failure.getMessage();
        }
        long elapsed = System.nanoTime() - started;
        longest(elapsed);
        return (int) (elapsed / NANOS_PER_MS);
    }

    /** A step that was no append was refused. */
    void refused(VarveException failure) {
        if (failure instanceof StorageFailedException storage) {
            var _ = refused(storage, System.nanoTime());
        }
    }

    void missed() {
        missed.increment();
    }

    private void longest(long elapsedNanos) {
        longestNanos.accumulateAndGet(elapsedNanos, Math::max);
    }

    /** Ends the process: what happened must not happen. */
    void fail(Throwable failure) {
        out.println("failure " + failure.toString().replace('\n', ' '));
        failure.printStackTrace();
        Runtime.getRuntime().halt(FAILED);
    }

    /** One line of names and values. */
    String line() {
        long now = System.nanoTime();
        long longest = longestNanos.get();
        for (Map.Entry<Long, Integer> call : underWay.entrySet()) {
            longest = Math.max(longest, now - call.getKey());
        }
        return String.format(
                Locale.ROOT,
                "tally acknowledged=%d full=%d otherwise=%d missed=%d longestMs=%d underWay=%d other=%s",
                acknowledged.sum(),
                full.sum(),
                failedOtherwise.sum(),
                missed.sum(),
                longest / NANOS_PER_MS,
                underWay.size(),
                otherFailure);
    }
}
