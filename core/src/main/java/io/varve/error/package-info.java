/**
 * What can go wrong, as types: the words in which every floor reports failure to its caller.
 *
 * <p>Data in: the facts of a failure. Data out: one exception with one line for an operator. Threads: exceptions are
 * immutable. Files: none.
 */
@NullMarked
package io.varve.error;

import org.jspecify.annotations.NullMarked;
