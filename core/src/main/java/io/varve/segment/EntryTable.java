package io.varve.segment;

import java.nio.ByteBuffer;

/** Entries of one size that a file holds in order; what {@link IndexFile} has to know of an index to write it. */
interface EntryTable {

    /** How many entries there are. */
    int count();

    /** Bytes of an entry in the file. */
    int entryBytes();

    /** Puts an entry at the buffer's position as the file has it. */
    void encode(int entry, ByteBuffer target);
}
