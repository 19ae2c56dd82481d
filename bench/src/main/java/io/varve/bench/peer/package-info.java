/**
 * The peers, each driven as its own documentation advises and no slower: Kafka's log without a broker, Chronicle Queue,
 * and a file as bare as the operating system gives it.
 *
 * <p>Data in: values to be written, places to be read from. Data out: counts and sums that show that all was read.
 * Threads: each object belongs to one, unless it says otherwise. Files: a folder that the caller gives and removes.
 */
@NullMarked
package io.varve.bench.peer;

import org.jspecify.annotations.NullMarked;
