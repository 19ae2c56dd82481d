/**
 * The seam to disk, clock, randomness and threads; what stands behind it on a real machine and in memory; and the small
 * steps that every durable file is made of: {@link io.varve.io.DurableFile} replaces one as a whole,
 * {@link io.varve.io.StateFile} is the checksummed container of all small files of ours.
 *
 * <p>Data in: bytes, paths, delays. Data out: bytes, sizes, times. Threads: everything here may be called from any
 * thread. Files: owns none; the floors above name theirs.
 */
@NullMarked
package io.varve.io;

import org.jspecify.annotations.NullMarked;
