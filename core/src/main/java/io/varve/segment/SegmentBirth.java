package io.varve.segment;

/**
 * What the age of a segment is measured by.
 *
 * @param createdWallMs wall time when it was created or opened for appending, in ms since 1970; counts only where the
 *     first batch has no timestamp
 * @param rollJitterMs how much earlier than {@code segment.ms} it rolls: a random share of {@code segment.jitter.ms}
 */
public record SegmentBirth(long createdWallMs, long rollJitterMs) {}
