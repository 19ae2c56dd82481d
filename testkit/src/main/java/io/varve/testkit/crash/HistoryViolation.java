package io.varve.testkit.crash;

/** A store did not keep a promise; the message names the invariant, the place, what was expected and what was found. */
public final class HistoryViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Which promise was broken. */
    public enum Kind {
        /** I1, I3: a record that was acknowledged, or seen, is gone or elsewhere. */
        LOST,
        /** I2: a record that nobody appended, or that was gone already, is there. */
        INVENTED,
        /** I2, I5: offsets with gaps, in another order, or ends that went back. */
        ORDER,
        /** I4: a part of a batch. */
        PART,
        /** I6: other bytes than were appended. */
        BYTES,
        /** A topic that should be there is not, or the other way round. */
        TOPIC,
        /** The store cannot be opened, though nothing worse than a crash happened to it. */
        REFUSED,
        /** I9: an index of a cleanly closed store that leads elsewhere. */
        INDEX,
        /** I15: something is changed while nobody holds the store's lock. */
        UNLOCKED,
        /** I17: nothing goes on, or a step that must succeed fails. */
        STUCK,
        /** An exception of another kind than those that are documented. */
        UNTYPED
    }

    private final Kind kind;

    /**
     * @param kind which promise
     * @param what where, expected, found
     */
    public HistoryViolation(Kind kind, String what) {
        super(kind + ": " + what);
        this.kind = kind;
    }

    HistoryViolation(Kind kind, String what, Throwable cause) {
        super(kind + ": " + what, cause);
        this.kind = kind;
    }

    /** Which promise was broken. */
    public Kind kind() {
        return kind;
    }
}
