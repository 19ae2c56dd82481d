package io.varve.journal;

/**
 * Frames of the journal, by their sequences.
 *
 * @param first the first of them
 * @param last the last of them
 */
public record FrameRange(long first, long last) {

    boolean meets(long from, long to) {
        return first <= to && from <= last;
    }
}
