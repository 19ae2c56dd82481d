package io.varve;

import io.varve.record.NewRecord;
import java.util.concurrent.CompletableFuture;

/**
 * Gathers records into batches and appends them in the background. Any number of threads may use one; records that one
 * thread sends to one partition keep their order. At most {@link AppenderOptions#bufferBytes} wait at a time: beyond
 * that {@link #append} waits, so that a writer that outruns the disk is slowed and nothing is dropped.
 */
public sealed interface Appender extends AutoCloseable permits TopicAppender {

    /**
     * Hands in a record for the partition of its key; records without a key go to the partitions in turn, a batch each.
     *
     * @return completes when the durability is reached, or with the error that kept the record out
     */
    CompletableFuture<Receipt> append(NewRecord record);

    /** Hands in a record for a partition. */
    CompletableFuture<Receipt> append(int partition, NewRecord record);

    /**
     * Sends what has gathered and returns when all that was handed in before is completed, either way.
     *
     * @throws IllegalStateException where it is called by what runs when a future of this appender completes: it would
     *     wait for itself
     */
    void flush();

    /**
     * Flushes and closes; closing twice does nothing. Called by what runs when a future of this appender completes, it
     * sends what has gathered but does not wait for it.
     */
    @Override
    void close();
}
