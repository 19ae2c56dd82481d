/**
 * Varve and its peers side by side: the same work, in one process, in alternating rounds.
 *
 * <p>Data in: the names of suites. Data out: a table, and {@code bench.json} with a ratio for each metric. Threads:
 * each suite says how many it uses. Files: a scratch folder that each round makes and removes.
 */
@NullMarked
package io.varve.bench;

import org.jspecify.annotations.NullMarked;
