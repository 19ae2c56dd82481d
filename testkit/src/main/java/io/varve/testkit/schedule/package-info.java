/**
 * Time and threads that a seed decides: an engine's threads and its clients' take turns on one thread of the platform,
 * and time passes when all of them wait. The same seed gives the same run, step by step.
 *
 * <p>Data in: a seed and tasks. Data out: their effects, and a hash over every step. Threads: a
 * {@link io.varve.testkit.schedule.Schedule} belongs to the thread that runs it. Files: none.
 *
 * <p>It needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}, and {@code -Djdk.trackAllThreads=false} lets go of
 * the threads that a crash has stopped for ever.
 */
@NullMarked
package io.varve.testkit.schedule;

import org.jspecify.annotations.NullMarked;
