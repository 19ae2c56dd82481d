package io.varve.journal;

/**
 * What the checkpoint keeps of the journal.
 *
 * @param storeId a random number that the store got when its journal was made: frames of another store count for
 *     nothing
 * @param lowSequence the first frame that may still be needed; those before it may be gone
 * @param nextSequence the sequence of the next frame: all before it were durable, so a journal that ends earlier is
 *     damaged
 * @param nextFileNumber the number of the next file: higher than that of any file used so far
 */
public record JournalMark(long storeId, long lowSequence, long nextSequence, long nextFileNumber) {}
