package io.varve.journal;

/**
 * What an entry of a frame says of a log.
 *
 * @param kind what kind of statement it is
 * @param log of which log
 * @param fromOffset where it begins; for a start the start offset
 * @param endOffset the offset behind it
 */
public record JournalEntry(EntryKind kind, LogKey log, long fromOffset, long endOffset) {}
