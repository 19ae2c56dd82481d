package io.varve.cli;

import io.varve.record.NewRecord;
import org.jspecify.annotations.Nullable;

/** Makes records of lines; one thread. */
interface LineParser {

    /**
     * Makes a record of a line.
     *
     * @param buffer the line's bytes, only valid during the call
     * @return null where the line stands for no record
     * @throws BadLineException where it cannot be one
     */
    @Nullable
    NewRecord parse(byte[] buffer, int from, int length) throws BadLineException;
}
