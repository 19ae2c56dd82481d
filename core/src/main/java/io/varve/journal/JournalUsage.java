package io.varve.journal;

/**
 * How much of its room the journal takes.
 *
 * @param heldBytes the files that cannot be freed yet, the one that is written included: what a crash would have to
 *     read, at most
 * @param boundBytes the bound on all files together; files that a failed log needs do not count against it
 * @param fileCount how many files there are, one that is only made ready included
 */
public record JournalUsage(long heldBytes, long boundBytes, int fileCount) {}
