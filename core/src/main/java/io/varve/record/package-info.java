/**
 * What a record is, what is promised of it, and how it is compressed: the values that every floor and every caller
 * share.
 *
 * <p>Data in: keys, values, headers, timestamps of the caller. Data out: the same, as read back. Threads: everything
 * here is immutable, except {@link io.varve.record.Record}, whose views belong to the thread of the cursor that gave
 * them. Files: none.
 */
@NullMarked
package io.varve.record;

import org.jspecify.annotations.NullMarked;
