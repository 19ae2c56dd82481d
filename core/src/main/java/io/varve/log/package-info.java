/**
 * One partition's log: sequence appends, keep the newest batches in memory, spill them into segments, read them back,
 * recover them.
 *
 * <p>Data in: batches and records from callers. Data out: batches to cursors, watermarks to waiting callers. Threads:
 * appends are sequenced under the partition's append lock for about a microsecond; one thread at a time holds the
 * spill; readers take no lock while they read files. Files: owns the partition's folder; its segments are written
 * through {@code io.varve.segment}.
 */
@NullMarked
package io.varve.log;

import org.jspecify.annotations.NullMarked;
