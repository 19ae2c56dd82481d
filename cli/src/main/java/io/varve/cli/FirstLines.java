package io.varve.cli;

import java.io.OutputStream;

/** Lets the first lines through and drops the rest, as {@code head} does. One thread. */
final class FirstLines extends OutputStream {

    private final Output target;
    private int linesLeft;

    FirstLines(Output target, int linesMax) {
        this.target = target;
        this.linesLeft = linesMax;
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int from, int length) {
        int end = from;
        while (end < from + length && linesLeft > 0) {
            if (buffer[end++] == '\n') {
                linesLeft--;
            }
        }
        target.bytes(buffer, from, end - from);
    }

    @Override
    public void flush() {
        target.flush();
    }
}
