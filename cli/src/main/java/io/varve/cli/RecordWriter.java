package io.varve.cli;

import io.varve.record.Record;

/** Writes records to standard output; one thread. */
interface RecordWriter {

    /** Writes one record of a partition. */
    void write(int partition, Record record);
}
