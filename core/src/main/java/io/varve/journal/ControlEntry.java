package io.varve.journal;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An entry without batches that somebody waits for. */
final class ControlEntry {

    final EntryKind kind;
    final LogKey log;
    final long fromOffset;
    final long endOffset;

    private final CountDownLatch done = new CountDownLatch(1);

    /** Written before the latch opens, read after it. */
    private @Nullable RuntimeException failure;

    ControlEntry(EntryKind kind, LogKey log, long fromOffset, long endOffset) {
        this.kind = kind;
        this.log = log;
        this.fromOffset = fromOffset;
        this.endOffset = endOffset;
    }

    void done(@Nullable RuntimeException reason) {
        failure = reason;
        done.countDown();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    @Nullable
    RuntimeException failure() {
        return failure;
    }

    /** Waits until it is stored or cannot be; the journal tells in any case, so the wait ends. */
    void await() {
        boolean interrupted = false;
        while (!isDone()) {
            try {
                done.await();
            } catch (InterruptedException early) {
                interrupted = true; // the journal goes on all the same: the interrupt is kept for its owner
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
