/**
 * The seam to disk, clock, randomness and threads, and the small steps that every durable file is made of (atomic
 * replacement of a small file).
 *
 * <p>Data in: bytes, paths, delays. Data out: bytes, sizes, times. Threads: everything here may be called from any
 * thread. Files: owns none; the floors above name theirs.
 */
@NullMarked
package io.varve.io;

import org.jspecify.annotations.NullMarked;
