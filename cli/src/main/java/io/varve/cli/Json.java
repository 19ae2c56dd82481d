package io.varve.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Values out of JSON, and how they are shown in messages; any thread. */
final class Json {

    private static final int SHOWN_CHARACTERS = 40;

    private Json() {}

    /** Text as UTF-8. */
    static byte[] utf8(String text) throws BadLineException {
        checkText(text);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses half a surrogate pair, which JSON can spell and UTF-8 cannot: another character would be stored. */
    static void checkText(String text) throws BadLineException {
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (Character.isSurrogate(character)) {
                boolean paired = Character.isHighSurrogate(character)
                        && at + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(at + 1));
                if (!paired) {
                    throw new BadLineException("expected whole characters, found half of a surrogate pair, \\u%04x"
                            .formatted((int) character));
                }
                at++;
            }
        }
    }

    /** The bytes of a string in base 64 (RFC 4648), or null for null. */
    static byte @Nullable [] base64(JsonParser json, String field) throws IOException, BadLineException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new BadLineException("field '" + field + "': expected a string in base 64, found " + shown(json));
        }
        try {
            return Base64.getDecoder().decode(json.getText());
        } catch (IllegalArgumentException notBase64) {
            throw new BadLineException(
                    "field '" + field + "': expected base 64, found " + shown(json) + ": " + notBase64.getMessage(),
                    notBase64);
        }
    }

    /** The present token as a message shows it. */
    static String shown(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case END_OBJECT, END_ARRAY -> "an end";
            case VALUE_STRING -> "\"" + shortened(json.getText()) + "\"";
            default -> shortened(json.getText());
        };
    }

    /** Text that fits into a message. */
    static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
