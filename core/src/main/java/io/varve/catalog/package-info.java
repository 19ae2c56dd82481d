/**
 * Which topics there are: names, identities, partition counts, configuration, and their lifecycle.
 *
 * <p>Data in: requests to make, change and delete topics. Data out: entries and typed configuration. Threads: changes
 * go one at a time, under the catalogue's lock; what is read is an immutable snapshot. Files: {@code catalog} in the
 * store's folder, and in each partition's folder {@code partition.metadata} and {@code topic.properties}.
 */
@NullMarked
package io.varve.catalog;

import org.jspecify.annotations.NullMarked;
