package io.varve.log;

/**
 * How often a log is forced that nobody waits for.
 *
 * @param messages {@code flush.messages}: after so many records, at least 1
 * @param ms {@code flush.ms}: after so many ms, at least 0
 */
public record FlushInterval(long messages, long ms) {

    /** Stands for an interval that is never over, as Kafka has it. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Left to the operating system. */
    public static final FlushInterval NONE = new FlushInterval(NEVER, NEVER);

    boolean isSet() {
        return messages != NEVER || ms != NEVER;
    }
}
