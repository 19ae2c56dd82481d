package io.varve.segment;

import java.util.Optional;

/** What a scan of a segment's log found. */
public sealed interface SegmentScan {

    /** The whole batches from the segment's beginning on, and their indexes. */
    SegmentPrefix prefix();

    /**
     * The log holds whole batches in ascending offsets and nothing else.
     *
     * @param prefix all of them
     */
    record Clean(SegmentPrefix prefix) implements SegmentScan {}

    /**
     * The log holds something else after its whole batches. Whether that is a torn tail, to be cut off, or damage, to
     * be reported, depends on how far the log was known to be durable: the caller's decision.
     *
     * @param prefix the whole batches before it
     * @param reason what kind of thing it is
     * @param expected what should stand where the prefix ends
     * @param found what stands there
     * @param following the first whole batch after it, if the search met one
     * @param searchedToEnd whether the search for one came to the end of the file; false where it was broken off
     */
    record Cut(
            SegmentPrefix prefix,
            CutReason reason,
            String expected,
            String found,
            Optional<FollowingBatch> following,
            boolean searchedToEnd)
            implements SegmentScan {

        /** Where the whole batches end, in bytes. */
        public int positionBytes() {
            return prefix.end().sizeBytes();
        }
    }

    /** What follows the whole batches. */
    enum CutReason {
        /** The beginning of a batch, which the file's end cuts short: what an append that was cut short leaves. */
        TORN,
        /** Zeros up to the end of the file: space that was set aside, or a tail whose length alone became durable. */
        ZEROS,
        /** Something that is no batch. */
        DAMAGED,
        /** A whole batch whose offsets do not ascend, or are out of the segment's range. */
        MISPLACED
    }

    /**
     * A whole batch after the place where the scan ended.
     *
     * @param positionBytes where it begins
     * @param baseOffset the offset of its first record
     */
    record FollowingBatch(int positionBytes, long baseOffset) {}
}
