/**
 * The write-ahead journal that all logs of a store share.
 *
 * <p>Data in: what logs have in memory and want durable. Data out: the same entries, in the same order, after a crash.
 * One group commit makes the pending batches of any number of logs durable with one write and one force.
 *
 * <p>Files it owns: {@code journal/NNNNNNNNNNNNNNNN.wal}. Threads: callers lead commits; {@code varve-journal} leads
 * those that nobody waits for; {@code varve-journal-files} makes files ready ahead. Both start with the first need.
 */
@NullMarked
package io.varve.journal;

import org.jspecify.annotations.NullMarked;
