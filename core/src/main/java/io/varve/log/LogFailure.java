package io.varve.log;

/**
 * Why a log is not in use as it should be.
 *
 * @param place which log it is
 * @param opened whether it was opened, and takes no more appends since; else it is the opening that failed
 * @param reason what was told to those who use it
 */
public record LogFailure(LogPlace place, boolean opened, RuntimeException reason) {}
