package io.varve.error;

/** A record's timestamp lies outside the bounds of its topic; nothing of its batch was stored. */
public final class InvalidTimestampException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param timestampMs the refused timestamp, in ms since 1970
     * @param lowestMs the lowest accepted now
     * @param highestMs the highest accepted now
     */
    public InvalidTimestampException(long timestampMs, long lowestMs, long highestMs) {
        super("timestamp " + timestampMs + " is outside [" + lowestMs + ", " + highestMs
                + "], the bounds set by message.timestamp.before.max.ms and message.timestamp.after.max.ms;"
                + " nothing of the batch was stored");
    }
}
