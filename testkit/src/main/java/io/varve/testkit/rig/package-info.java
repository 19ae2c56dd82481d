/**
 * Rigs that put the engine, as it is shipped, on the real thing: a process that is killed, a disk that is full, a
 * system call that fails, power that is cut.
 *
 * <p>A rig starts a <em>victim</em>, a process that works on a store through the public API and notes every event in a
 * file of its own, then lets it suffer, opens the store, and holds it against the notes. Data in: a seed. Data out: a
 * verdict. Files: one work folder, removed unless a check failed. Whatever a rig mounts or starts, it removes.
 */
@NullMarked
package io.varve.testkit.rig;

import org.jspecify.annotations.NullMarked;
