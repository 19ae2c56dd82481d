package io.varve.bench;

import java.io.IOException;
import java.util.List;

/** Rows that belong together, and what they share while they run. */
interface Suite extends AutoCloseable {

    /** The rows, in the order in which they run. */
    List<Row> rows();

    /** Removes what the rows shared. */
    @Override
    void close() throws IOException;
}
