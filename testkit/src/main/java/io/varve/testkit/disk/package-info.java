/**
 * A disk that crashes: {@link io.varve.testkit.disk.SimulatedDisk} keeps what was forced apart from what is pending,
 * and leaves after a crash what the strictest reading of POSIX allows; faults strike at chosen calls.
 *
 * <p>Data in: the calls of an engine, seeds. Data out: bytes, failures, the disk that a restart finds. Threads: any;
 * the watch and the faults are asked in the calling thread. Files: none, all is in memory.
 */
@NullMarked
package io.varve.testkit.disk;

import org.jspecify.annotations.NullMarked;
