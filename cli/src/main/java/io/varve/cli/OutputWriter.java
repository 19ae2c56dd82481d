package io.varve.cli;

import java.io.Writer;

/** Standard output as picocli wants it. */
final class OutputWriter extends Writer {

    private final Output output;

    OutputWriter(Output output) {
        this.output = output;
    }

    @Override
    public void write(char[] buffer, int from, int length) {
        output.text(new String(buffer, from, length));
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
