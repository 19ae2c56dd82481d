/**
 * The {@code varve} command: events in from files and pipes, events out as lines.
 *
 * <p>Data in: arguments, files, standard input. Data out: standard output; progress and errors on standard error; the
 * exit status. Threads: one thread parses and runs a command. Files: none of its own; the store's belong to the engine.
 */
@NullMarked
package io.varve.cli;

import org.jspecify.annotations.NullMarked;
