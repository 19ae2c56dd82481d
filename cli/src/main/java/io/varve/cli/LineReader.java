package io.varve.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a stream into lines at newlines, without copying them: a line is a part of the reader's buffer, valid until
 * the next one. The buffer grows to the longest line, up to a bound. The last line needs no newline. One thread.
 */
final class LineReader {

    private static final int FIRST_BYTES = 1 << 16;

    private final InputStream stream;
    private final int lineBytesMax;
    private byte[] buffer = new byte[FIRST_BYTES];

    /** Bytes from here to the end are read and not given yet. */
    private int next;

    private int end;

    /** Behind the last newline in the buffer: beyond it no whole line is at hand. */
    private int wholeLinesEnd;

    private boolean ended;

    private int from;
    private int length;
    private long lineNumber;

    LineReader(InputStream stream, int lineBytesMax) {
        this.stream = stream;
        this.lineBytesMax = lineBytesMax;
    }

    /**
     * Moves to the next line.
     *
     * @return false at the end
     * @throws BadLineException where it is longer than the bound
     */
    boolean next() throws IOException, BadLineException {
        int searched = next;
        while (true) {
            for (int at = searched; at < end; at++) {
                if (buffer[at] == '\n') {
                    give(at, at + 1);
                    return true;
                }
            }
            searched = end - next;
            if (ended || !fill()) {
                if (next == end) {
                    return false;
                }
                give(end, end);
                return true;
            }
            searched += next;
        }
    }

    private void give(int lineEnd, int newNext) {
        from = next;
        length = lineEnd - next;
        next = newNext;
        lineNumber++;
    }

    /** Reads more, behind what is there; false at the end of the stream. */
    private boolean fill() throws IOException, BadLineException {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, end - next);
            end -= next;
            next = 0;
        }
        if (end > lineBytesMax) {
            lineNumber++;
            throw new BadLineException("the line is longer than " + lineBytesMax
                    + " bytes, the most that a record of this topic can come from; raise its max.message.bytes");
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, lineBytesMax + 1L));
        }
        int read = stream.read(buffer, end, buffer.length - end);
        ended = read < 0;
        end += Math.max(0, read);
        wholeLinesEnd = end;
        while (wholeLinesEnd > 0 && buffer[wholeLinesEnd - 1] != '\n') {
            wholeLinesEnd--;
        }
        return !ended;
    }

    /** Whether the next line would have to be waited for, as far as can be known. */
    boolean isIdle() throws IOException {
        return next >= wholeLinesEnd && !ended && stream.available() == 0;
    }

    /** What holds the line. */
    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the line begins. */
    int from() {
        return from;
    }

    /** How many bytes the line has, without its newline. */
    int length() {
        return length;
    }

    /** The line's number, from 1. */
    long lineNumber() {
        return lineNumber;
    }
}
