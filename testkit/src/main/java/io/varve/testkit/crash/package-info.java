/**
 * Whole stores taken through crashes: seeded workloads on a simulated disk and schedule, a history of all that was
 * asked and answered, and a checker that holds what every restart finds against it.
 *
 * <p>Data in: seeds. Data out: verdicts, counts, and for a seed that fails the command that replays it. Threads: each
 * simulation belongs to the thread that runs it. Files: none.
 */
@NullMarked
package io.varve.testkit.crash;

import org.jspecify.annotations.NullMarked;
