package io.varve.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.varve.record.Header;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of JSON objects, one a line. A key or value that is a string is stored as its text in UTF-8, any other
 * as its JSON text, byte for byte as it stands in the line. What {@link JsonLineWriter} writes is understood, its
 * partition and offset are passed over. Lines of nothing but white space stand for no record.
 */
final class JsonLineParser implements LineParser {

    private static final String FIELDS = "key, keyBase64, value, valueBase64, timestamp, headers, partition, offset";

    private final JsonFactory factory;

    // Of the line at hand.
    private byte[] buffer = {};
    private int from;
    private int length;
    private byte @Nullable [] key;
    private byte @Nullable [] value;
    private long timestampMs;
    private List<Header> headers = List.of();
    private int seen;

    /** The fields that may stand once; each is a bit of what was seen. */
    private enum Field {
        KEY,
        VALUE,
        TIMESTAMP,
        HEADERS,
        PARTITION,
        OFFSET
    }

    JsonLineParser(int lineBytesMax) {
        factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(lineBytesMax)
                        .maxNameLength(lineBytesMax)
                        .build())
                .build();
    }

    @Override
    public @Nullable NewRecord parse(byte[] newBuffer, int newFrom, int newLength) throws BadLineException {
        begin(newBuffer, newFrom, newLength);
        if (isBlank()) {
            return null;
        }
        try (JsonParser json = factory.createParser(newBuffer, newFrom, newLength)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new BadLineException(
                        "expected a JSON object such as {\"key\":…,\"value\":…}, found " + Json.shown(json));
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readField(json);
            }
            if (json.nextToken() != null) {
                throw new BadLineException("expected the line to end after the object, found " + Json.shown(json));
            }
        } catch (JsonProcessingException notJson) {
            throw new BadLineException("not JSON: " + notJson.getOriginalMessage(), notJson);
        } catch (IOException notJson) {
            throw new BadLineException("not JSON: " + notJson.getMessage(), notJson);
        }
        if ((seen & 1 << Field.VALUE.ordinal()) == 0) {
            throw new BadLineException("expected a field 'value', found none; a tombstone is written \"value\":null");
        }
        return new NewRecord(key, value, timestampMs, headers);
    }

    private void begin(byte[] newBuffer, int newFrom, int newLength) {
        buffer = newBuffer;
        from = newFrom;
        length = newLength;
        key = null;
        value = null;
        timestampMs = NewRecord.NOW;
        headers = List.of();
        seen = 0;
    }

    private boolean isBlank() {
        for (int at = from; at < from + length; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\t' && buffer[at] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void readField(JsonParser json) throws IOException, BadLineException {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
            case "key" -> {
                once(Field.KEY, name);
                key = bytes(json);
            }
            case "keyBase64" -> {
                once(Field.KEY, name);
                key = Json.base64(json, name);
            }
            case "value" -> {
                once(Field.VALUE, name);
                value = bytes(json);
            }
            case "valueBase64" -> {
                once(Field.VALUE, name);
                value = Json.base64(json, name);
            }
            case "timestamp" -> {
                once(Field.TIMESTAMP, name);
                timestampMs = timestamp(json);
            }
            case "headers" -> {
                once(Field.HEADERS, name);
                headers = headers(json);
            }
            case "partition" -> passOver(Field.PARTITION, name, json);
            case "offset" -> passOver(Field.OFFSET, name, json);
            default ->
                throw new BadLineException("unknown field '" + Json.shortened(name) + "'; expected some of " + FIELDS);
        }
    }

    private void once(Field field, String name) throws BadLineException {
        int bit = 1 << field.ordinal();
        if ((seen & bit) != 0) {
            throw new BadLineException("field '" + name + "' is there twice, or beside its other form");
        }
        seen |= bit;
    }

    private void passOver(Field field, String name, JsonParser json) throws IOException, BadLineException {
        once(field, name);
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw new BadLineException("field '" + name + "': expected a whole number, found " + Json.shown(json));
        }
    }

    /** A string's text, null for null, or the JSON text of anything else. */
    private byte @Nullable [] bytes(JsonParser json) throws IOException, BadLineException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_STRING) {
            return Json.utf8(json.getText());
        }
        int start = from + offsetInLine(json.currentTokenLocation().getByteOffset());
        if (token.isStructStart()) {
            json.skipChildren();
        } else {
            json.finishToken();
        }
        int end = from + offsetInLine(json.currentLocation().getByteOffset());
        return Arrays.copyOfRange(buffer, start, end);
    }

    /** The parser counts no bytes in UTF-16 and UTF-32, which it takes for JSON where a line looks like it. */
    private int offsetInLine(long byteOffset) throws BadLineException {
        if (byteOffset < 0 || byteOffset > length) {
            throw new BadLineException("expected UTF-8, found another encoding");
        }
        return (int) byteOffset;
    }

    private long timestamp(JsonParser json) throws IOException, BadLineException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return NewRecord.NOW;
        }
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || json.getLongValue() < NewRecord.NOW) {
            throw new BadLineException(
                    "field 'timestamp': expected whole milliseconds since 1970, found " + Json.shown(json));
        }
        return json.getLongValue();
    }

    private List<Header> headers(JsonParser json) throws IOException, BadLineException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> List.of();
            case START_OBJECT -> plainHeaders(json);
            case START_ARRAY -> listedHeaders(json);
            default ->
                throw new BadLineException("field 'headers': expected an object, or an array of objects with name and"
                        + " value, found " + Json.shown(json));
        };
    }

    private List<Header> plainHeaders(JsonParser json) throws IOException, BadLineException {
        List<Header> found = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            found.add(header(name, bytes(json)));
        }
        return found;
    }

    private List<Header> listedHeaders(JsonParser json) throws IOException, BadLineException {
        List<Header> found = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new BadLineException("field 'headers': expected objects with name and value in the array, found "
                        + Json.shown(json));
            }
            found.add(listedHeader(json));
        }
        return found;
    }

    private Header listedHeader(JsonParser json) throws IOException, BadLineException {
        String name = null;
        byte[] headerValue = null;
        boolean hasValue = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            if (field.equals("name") && token == JsonToken.VALUE_STRING && name == null) {
                name = json.getText();
            } else if (field.equals("value") && !hasValue) {
                headerValue = bytes(json);
                hasValue = true;
            } else if (field.equals("valueBase64") && !hasValue) {
                headerValue = Json.base64(json, field);
                hasValue = true;
            } else {
                throw new BadLineException("field 'headers': a header has a name, a string, and a value or valueBase64,"
                        + " each once; found '" + Json.shortened(field) + "'");
            }
        }
        if (name == null || !hasValue) {
            throw new BadLineException("field 'headers': a header lacks its " + (name == null ? "name" : "value"));
        }
        return header(name, headerValue);
    }

    private static Header header(String name, byte @Nullable [] headerValue) throws BadLineException {
        Json.checkText(name);
        return new Header(name, headerValue);
    }
}
