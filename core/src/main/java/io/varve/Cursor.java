package io.varve;

import io.varve.record.Record;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A walk over a partition's records. It belongs to one thread at a time; only {@link #close} may come from another. It
 * never holds up writers, and holds no file open between calls.
 *
 * <pre>{@code
 * try (Cursor cursor = partition.read(0)) {
 *     while (cursor.next()) {
 *         consume(cursor.record());
 *     }
 * }
 * }</pre>
 */
public sealed interface Cursor extends AutoCloseable permits LogCursor {

    /**
     * Moves to the next record.
     *
     * @return false where the cursor is caught up or a limit of its options is reached; a later call may find more
     * @throws io.varve.error.CorruptionException where stored bytes are damaged
     * @throws io.varve.error.OffsetOutOfRangeException where the records at its place were deleted meanwhile
     */
    boolean next();

    /** The record it stands on: a view that is valid until the next move. */
    Record record();

    /** The offset from which it goes on. */
    long position();

    /**
     * Waits until {@link #next} would find a record.
     *
     * @return false where the time is over first, or a limit of its options is reached so that nothing can come
     */
    boolean await(Duration atMost);

    /** The records from here on, as copies that last; closing the stream closes the cursor. */
    Stream<Record> stream();

    /** Frees what it holds and ends an {@link #await} under way; closing twice does nothing. */
    @Override
    void close();
}
