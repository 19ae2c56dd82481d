package io.varve.cli;

import io.varve.record.Record;
import java.nio.ByteBuffer;

/** Writes each value, byte for byte, and a newline; of a tombstone only the newline. */
final class ValueLineWriter implements RecordWriter {

    private static final byte[] NEWLINE = {'\n'};

    private final Output out;
    private final Scratch scratch = new Scratch();

    ValueLineWriter(Output out) {
        this.out = out;
    }

    @Override
    public void write(int partition, Record record) {
        ByteBuffer value = record.value();
        if (value != null) {
            int length = value.remaining();
            out.bytes(scratch.of(value), 0, length);
        }
        out.bytes(NEWLINE, 0, NEWLINE.length);
    }
}
