/**
 * One segment of a partition's log: its log file, its offset index and its time index, in Kafka's formats.
 *
 * <p>Data in: whole batches in offset order, from the one thread that holds the partition's spill. Data out: bytes of
 * the log, positions for offsets, offsets for timestamps, to any number of readers. Threads: one writer, any readers.
 * Files: {@code <base offset>.log}, {@code .index}, {@code .timeindex}.
 */
@NullMarked
package io.varve.segment;

import org.jspecify.annotations.NullMarked;
