package io.varve.journal;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The link that puts a source into the commit queue; it stands there at most once. */
public final class QueuePlace {

    final JournalSource source;

    /** Set by whoever queues the source, cleared when it is taken out. */
    final AtomicBoolean queued = new AtomicBoolean();

    /** The place below it in the stack; written before it is published. */
    @Nullable
    QueuePlace next;

    /** @param source whose place it is */
    public QueuePlace(JournalSource source) {
        this.source = source;
    }
}
