package io.varve.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * JSON under construction, as UTF-8 (RFC 8259). Text that comes as bytes is checked to be UTF-8 on the way, so that the
 * caller can go back and choose another form where it is not. Owned by one thread; reused line by line.
 */
final class JsonText {

    private static final int FIRST_BYTES = 512;

    /** The most that one byte of text becomes: \u0000. */
    private static final int ESCAPE_BYTES = 6;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;

    /** Begins anew. */
    void clear() {
        count = 0;
    }

    /** How many bytes there are. */
    int count() {
        return count;
    }

    /** Takes back what came after so many bytes. */
    void backTo(int earlierCount) {
        count = earlierCount;
    }

    /** Writes all of it. */
    void writeTo(Output out) {
        out.bytes(bytes, 0, count);
    }

    /** Adds ASCII as it is. */
    JsonText raw(String text) {
        reserve(text.length());
        for (int at = 0; at < text.length(); at++) {
            bytes[count++] = (byte) text.charAt(at);
        }
        return this;
    }

    /** Adds a whole number. */
    JsonText number(long number) {
        return raw(Long.toString(number));
    }

    /** Adds a string; a half of a surrogate pair becomes a question mark. */
    JsonText string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        tryString(utf8, utf8.length);
        return this;
    }

    /** Adds bytes as a string in base 64. */
    JsonText base64(byte[] source, int length) {
        byte[] encoded = Base64.getEncoder().encode(length == source.length ? source : Arrays.copyOf(source, length));
        reserve(encoded.length + 2);
        bytes[count++] = '"';
        System.arraycopy(encoded, 0, bytes, count, encoded.length);
        count += encoded.length;
        bytes[count++] = '"';
        return this;
    }

    /** Adds a member whose value is text, or bytes in base 64 under a name that says so. */
    void member(String name, byte @Nullable [] value, int length) {
        int before = count;
        raw("\"").raw(name).raw("\":");
        if (value == null) {
            raw("null");
        } else if (!tryString(value, length)) {
            count = before;
            raw("\"").raw(name).raw("Base64\":").base64(value, length);
        }
    }

    /** Adds UTF-8 as a string; adds nothing and answers false where it is not UTF-8. */
    boolean tryString(byte[] utf8, int length) {
        int before = count;
        reserve(Math.addExact(length, 2));
        bytes[count++] = '"';
        int at = 0;
        while (at < length) {
            byte next = utf8[at];
            if (next >= ' ' && next != '"' && next != '\\') {
                reserve(length - at + 1);
                bytes[count++] = next;
                at++;
            } else if (next >= 0) {
                reserve(length - at + ESCAPE_BYTES + 1);
                escape(next);
                at++;
            } else {
                int sequence = Utf8.sequenceBytes(utf8, at, length);
                if (sequence == 0) {
                    count = before;
                    return false;
                }
                reserve(length - at + 1);
                System.arraycopy(utf8, at, bytes, count, sequence);
                count += sequence;
                at += sequence;
            }
        }
        bytes[count++] = '"';
        return true;
    }

    private void escape(byte character) {
        bytes[count++] = '\\';
        switch (character) {
            case '"', '\\' -> bytes[count++] = character;
            case '\n' -> bytes[count++] = 'n';
            case '\r' -> bytes[count++] = 'r';
            case '\t' -> bytes[count++] = 't';
            default -> {
                bytes[count++] = 'u';
                bytes[count++] = '0';
                bytes[count++] = '0';
                bytes[count++] = HEX[character >> 4];
                bytes[count++] = HEX[character & 0xf];
            }
        }
    }

    private void reserve(int more) {
        if (more > bytes.length - count) {
            bytes = Arrays.copyOf(
                    bytes, Math.max(Math.addExact(count, more), (int) Math.min(bytes.length * 2L, 1 << 30)));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
