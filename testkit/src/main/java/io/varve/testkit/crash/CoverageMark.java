package io.varve.testkit.crash;

/** Rare events that a run must have met to be worth anything; counted from what the kit sees. */
public enum CoverageMark {
    /** A crash while a store opens. */
    CRASH_IN_OPENING(true),
    /** A crash while a store is read after a crash. */
    CRASH_IN_CHECKING(true),
    /** A crash among appends and reads. */
    CRASH_IN_WORK(true),
    /** A crash while a store closes. */
    CRASH_IN_CLOSING(true),
    /** A second crash before the first was recovered from. */
    CRASH_IN_RECOVERY(true),
    /** The power is cut though the store was closed cleanly. */
    CRASH_AFTER_CLOSING(true),
    /** A sector, or write, was stored in part. */
    TORN(true),
    /** New or changed names were undone. */
    NAME_UNDONE(true),
    /** A restart cut a log's tail. */
    TAIL_CUT(true),
    /** An append that nobody was told of is there. */
    UNANSWERED_APPEND_FOUND(true),
    /** An append that nobody was told of is gone. */
    UNANSWERED_APPEND_GONE(true),
    /** An append that was acknowledged for less than this crash is gone. */
    WEAK_APPEND_LOST(true),
    /** A log went on in a new segment. */
    ROLLED(true),
    /** Files of segments were removed after records were deleted. */
    SEGMENT_REMOVED(true),
    /** A topic was made whose making was not answered. */
    UNANSWERED_TOPIC_FOUND(false),
    /** A topic was not made after all. */
    UNANSWERED_TOPIC_GONE(false),
    /** A topic was deleted. */
    TOPIC_DELETED(true),
    /** A write was struck. */
    WRITE_FAILED(true),
    /** A write was short. */
    WRITE_SHORT(true),
    /** A read was short. */
    READ_SHORT(true),
    /** A force was struck. */
    FORCE_FAILED(true),
    /** A force of a folder was struck. */
    FOLDER_FORCE_FAILED(true),
    /** A read was struck. */
    READ_FAILED(true),
    /** A change of names was struck. */
    NAME_FAILED(true),
    /** The disk was full. */
    DISK_FULL(true),
    /** An append failed with a typed error. */
    APPEND_FAILED(true),
    /** An append expected another offset. */
    OFFSET_UNEXPECTED(true),
    /** A store could not be opened because of a fault, and could be later. */
    OPENING_FAILED(true),
    /** A reader waited and was woken. */
    FOLLOWED(true);

    private final boolean required;

    CoverageMark(boolean required) {
        this.required = required;
    }

    /** Whether every run of some length must meet it. */
    public boolean required() {
        return required;
    }
}
