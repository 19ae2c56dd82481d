package io.varve.batch;

import io.varve.record.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of a record, their count included, as bytes; any thread. ASCII names are written without allocation. */
final class HeadersFormat {

    private static final int NULL_LENGTH = -1;

    private HeadersFormat() {}

    /** Bytes that the headers take. A long, since the sum of what a caller passes may exceed an int. */
    static long bytes(List<Header> headers) {
        int count = headers.size();
        long bytes = Varint.bytes(count);
        for (int index = 0; index < count; index++) {
            Header header = headers.get(index);
            long nameBytes = utf8Bytes(header.name());
            bytes += Varint.bytes(nameBytes) + nameBytes + sizedBytes(header.value());
        }
        return bytes;
    }

    /** Bytes that a key or value takes with its length before it. */
    static long sizedBytes(byte @Nullable [] bytes) {
        return bytes == null ? 1 : Varint.bytes(bytes.length) + (long) bytes.length;
    }

    /** Writes the headers, for which there is room, and returns the position after them. */
    static int put(ByteBuffer buffer, int position, List<Header> headers) {
        int count = headers.size();
        int next = Varint.put(buffer, position, count);
        for (int index = 0; index < count; index++) {
            Header header = headers.get(index);
            next = putName(buffer, next, header.name());
            next = putSized(buffer, next, header.value());
        }
        return next;
    }

    /** Writes a key or value with its length before it, and returns the position after it. */
    static int putSized(ByteBuffer buffer, int position, byte @Nullable [] bytes) {
        if (bytes == null) {
            return Varint.put(buffer, position, NULL_LENGTH);
        }
        int next = Varint.put(buffer, position, bytes.length);
        buffer.put(next, bytes);
        return next + bytes.length;
    }

    private static int putName(ByteBuffer buffer, int position, String name) {
        int nameBytes = (int) utf8Bytes(name);
        int next = Varint.put(buffer, position, nameBytes);
        if (nameBytes != name.length()) {
            buffer.put(next, name.getBytes(StandardCharsets.UTF_8));
            return next + nameBytes;
        }
        for (int index = 0; index < nameBytes; index++) {
            char letter = name.charAt(index);
            buffer.put(next + index, (byte) (letter < 0x80 ? letter : '?'));
        }
        return next + nameBytes;
    }

    /**
     * Bytes of a text in UTF-8; half a surrogate pair counts 1, since the JDK's encoder writes a question mark for it.
     */
    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int index = 0; index < text.length(); index++) {
            char letter = text.charAt(index);
            if (letter < 0x80) {
                bytes++;
            } else if (letter < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(letter)) {
                bytes += 3;
            } else if (index + 1 < text.length() && Character.isSurrogatePair(letter, text.charAt(index + 1))) {
                bytes += 4;
                index++;
            } else {
                bytes++;
            }
        }
        return bytes;
    }
}
