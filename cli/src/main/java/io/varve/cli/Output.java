package io.varve.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Standard output with a buffer before it; one thread at a time. What is in the buffer is out after {@link #flush}. */
final class Output {

    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream target;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int count;

    Output(OutputStream target) {
        this.target = target;
    }

    /** Writes a line of text. */
    void line(String text) {
        text(text);
        text("\n");
    }

    /** Writes text as UTF-8. */
    void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bytes(bytes, 0, bytes.length);
    }

    /** Writes bytes. */
    void bytes(byte[] source, int from, int length) {
        if (length > buffer.length - count) {
            drain();
            if (length > buffer.length) {
                write(source, from, length);
                return;
            }
        }
        System.arraycopy(source, from, buffer, count, length);
        count += length;
    }

    /** Hands everything to the reader. */
    void flush() {
        drain();
        try {
            target.flush();
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** Drops what is in the buffer: it cannot be written. */
    void discard() {
        count = 0;
    }

    private void drain() {
        int drained = count;
        count = 0;
        write(buffer, 0, drained);
    }

    private void write(byte[] source, int from, int length) {
        try {
            target.write(source, from, length);
        } catch (IOException failure) {
            throw failed(failure);
        }
    }

    /** A reader that has seen enough, such as {@code head}, is no failure; a full disk behind a redirection is one. */
    private static RuntimeException failed(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Broken pipe")) {
            return new QuietEndException("standard output was closed", failure);
        }
        return new RefusalException("cannot write to standard output: " + message + "; check where it leads", failure);
    }
}
