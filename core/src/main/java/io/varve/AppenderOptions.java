package io.varve;

import io.varve.record.Durability;
import java.time.Duration;
import java.util.Optional;

/**
 * How an appender gathers.
 *
 * @param durability what to reach before a record is acknowledged; empty for the topic's
 * @param batchBytes a batch is sent when it is about this large
 * @param linger a batch is sent when its first record has waited this long
 * @param bufferBytes how much may be handed in and not yet acknowledged
 */
public record AppenderOptions(Optional<Durability> durability, int batchBytes, Duration linger, long bufferBytes) {

    /** The topic's durability, batches of 64 KiB, 5 ms, 32 MiB in flight. */
    public static final AppenderOptions DEFAULT =
            new AppenderOptions(Optional.empty(), 64 << 10, Duration.ofMillis(5), 32L << 20);

    /** Checks the sizes. */
    public AppenderOptions {
        if (batchBytes < 1 || bufferBytes < batchBytes || linger.isNegative()) {
            throw new IllegalArgumentException("batchBytes " + batchBytes + ", bufferBytes " + bufferBytes + ", linger "
                    + linger + ": expected 1 <= batchBytes <= bufferBytes and a linger of zero or more");
        }
    }

    /** The same with another durability. */
    public AppenderOptions reaching(Durability newDurability) {
        return new AppenderOptions(Optional.of(newDurability), batchBytes, linger, bufferBytes);
    }

    /** The same with another batch size. */
    public AppenderOptions batchBytes(int newBatchBytes) {
        return new AppenderOptions(durability, newBatchBytes, linger, Math.max(bufferBytes, newBatchBytes));
    }

    /** The same with another linger. */
    public AppenderOptions linger(Duration newLinger) {
        return new AppenderOptions(durability, batchBytes, newLinger, bufferBytes);
    }

    /** The same with another bound on what is in flight. */
    public AppenderOptions bufferBytes(long newBufferBytes) {
        return new AppenderOptions(durability, batchBytes, linger, newBufferBytes);
    }
}
