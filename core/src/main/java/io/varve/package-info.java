/**
 * Varve's doors: open a store, make topics, append, read.
 *
 * <p>Start at {@code Varve}. Data in: {@link io.varve.record.NewRecord}. Data out: {@link io.varve.Receipt},
 * {@link io.varve.record.Record}. Threads: every type says which threads may use it; all but {@code Cursor} take any
 * number. Errors: {@link io.varve.error.VarveException} and its kinds. Files: the store's {@code LOCK}; the floors
 * below own the rest.
 */
@NullMarked
package io.varve;

import org.jspecify.annotations.NullMarked;
