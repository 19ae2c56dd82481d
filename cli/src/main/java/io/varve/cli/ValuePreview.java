package io.varve.cli;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keys and values as one sees them at a glance: their length, and how they begin. One thread. */
final class ValuePreview {

    private static final int PREVIEW_BYTES = 96;
    private static final int PREVIEW_HEX_BYTES = 32;
    private static final int SEQUENCE_BYTES_MAX = 4;

    private final JsonText text = new JsonText();

    /** Such as {@code 5 B "apple"} or {@code null}. */
    String of(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return "null";
        }
        int length = bytes.remaining();
        byte[] front = new byte[Math.min(length, PREVIEW_BYTES)];
        bytes.get(bytes.position(), front);
        String more = length > front.length ? "…" : "";
        text.clear();
        // A character that the cut goes through is left out.
        for (int cut = 0; cut < SEQUENCE_BYTES_MAX && cut <= front.length; cut++) {
            if ((cut == 0 || !more.isEmpty()) && text.tryString(front, front.length - cut)) {
                return length + " B " + text + more;
            }
        }
        StringBuilder hex = new StringBuilder();
        for (int at = 0; at < Math.min(front.length, PREVIEW_HEX_BYTES); at++) {
            hex.append("%02x".formatted(front[at]));
        }
        return length + " B 0x" + hex + (length > PREVIEW_HEX_BYTES ? "…" : "");
    }

    /** Text in quotes, as JSON has them. */
    String quoted(String plain) {
        text.clear();
        return text.string(plain).toString();
    }
}
