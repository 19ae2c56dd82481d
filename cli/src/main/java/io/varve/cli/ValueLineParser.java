package io.varve.cli;

import io.varve.record.NewRecord;
import java.util.Arrays;

/** Takes each line as a value, byte for byte, without a key; an empty line is an empty value. */
final class ValueLineParser implements LineParser {

    static final ValueLineParser INSTANCE = new ValueLineParser();

    private ValueLineParser() {}

    @Override
    public NewRecord parse(byte[] buffer, int from, int length) {
        return NewRecord.of(Arrays.copyOfRange(buffer, from, from + length));
    }
}
