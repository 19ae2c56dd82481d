/**
 * One segment of a partition's log: its log file, its offset index and its time index, in Kafka's formats.
 *
 * <p>Data in: whole batches in offset order, from the one thread that holds the partition's spill. Data out: bytes of
 * the log, positions for offsets, offsets for timestamps, to any number of readers. Threads: one writer, any readers.
 * Files: {@code <base offset>.log}, {@code .index}, {@code .timeindex}; names {@code .txnindex} and {@code .snapshot},
 * which others write.
 *
 * <p>The log wins: an index is derived, checked where it is used, and made again where it is missing or false. What is
 * open and in memory is bounded for the whole store by {@link io.varve.segment.FileCache} and
 * {@link io.varve.segment.IndexCache}. What recovery finds is told apart in {@link io.varve.segment.SegmentScan};
 * whether it is a torn tail or damage is for the floor above to decide, which knows how far the log was durable.
 */
@NullMarked
package io.varve.segment;

import org.jspecify.annotations.NullMarked;
