package io.varve.batch;

import io.varve.record.Header;
import io.varve.record.Record;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as a view over the bytes of its batch, moved along by {@link BatchRecords}; belongs to that reader's thread,
 * and is valid until the reader moves. Every length in it was checked before it was placed.
 */
public final class RecordView implements Record {

    static final int NULL_LENGTH = -1;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    // Written by the reader that owns this view, field by field, for a record is too hot to pass them on as parameters.
    ByteBuffer buffer;
    TimestampType timestampType = TimestampType.CREATE_TIME;
    long offset;
    long timestampMs;
    int keyPosition;
    int keyLength = NULL_LENGTH;
    int valuePosition;
    int valueLength = NULL_LENGTH;
    int headersPosition;
    int headersEnd;
    int headerCount;

    /** The buffer that the views are of, and the views that callers get: made once for each buffer. */
    private ByteBuffer viewed = NOTHING;

    private ByteBuffer keyView = NOTHING;
    private ByteBuffer valueView = NOTHING;

    RecordView(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long timestampMs() {
        return timestampMs;
    }

    @Override
    public TimestampType timestampType() {
        return timestampType;
    }

    @Override
    public boolean hasKey() {
        return keyLength != NULL_LENGTH;
    }

    @Override
    public boolean hasValue() {
        return valueLength != NULL_LENGTH;
    }

    @Override
    public int keyBytes() {
        return Math.max(0, keyLength);
    }

    @Override
    public int valueBytes() {
        return Math.max(0, valueLength);
    }

    @Override
    public @Nullable ByteBuffer key() {
        if (keyLength == NULL_LENGTH) {
            return null;
        }
        viewBuffer();
        return keyView.limit(keyPosition + keyLength).position(keyPosition);
    }

    @Override
    public @Nullable ByteBuffer value() {
        if (valueLength == NULL_LENGTH) {
            return null;
        }
        viewBuffer();
        return valueView.limit(valuePosition + valueLength).position(valuePosition);
    }

    @Override
    public byte @Nullable [] keyArray() {
        return array(keyPosition, keyLength);
    }

    @Override
    public byte @Nullable [] valueArray() {
        return array(valuePosition, valueLength);
    }

    /** Number of headers. */
    public int headerCount() {
        return headerCount;
    }

    @Override
    public List<Header> headers() {
        if (headerCount == 0) {
            return List.of();
        }
        List<Header> headers = new ArrayList<>(headerCount);
        VarintReader reader = new VarintReader();
        reader.place(buffer, headersPosition, headersEnd);
        for (int index = 0; index < headerCount; index++) {
            int nameLength = reader.length("header name length");
            byte[] name = new byte[nameLength];
            buffer.get(reader.skip(nameLength), name);
            int length = reader.nullableLength("header value length");
            byte[] value = array(reader.skip(length), length);
            headers.add(new Header(new String(name, StandardCharsets.UTF_8), value));
        }
        return headers;
    }

    @Override
    public Record copy() {
        int headersBytes = headerCount == 0 ? 0 : headersEnd - headersPosition;
        ByteBuffer bytes = ByteBuffer.allocate(keyBytes() + valueBytes() + headersBytes);
        RecordView copy = new RecordView(bytes);
        copy.timestampType = timestampType;
        copy.offset = offset;
        copy.timestampMs = timestampMs;
        copy.keyLength = keyLength;
        copy.valuePosition = keyBytes();
        copy.valueLength = valueLength;
        copy.headersPosition = keyBytes() + valueBytes();
        copy.headersEnd = bytes.capacity();
        copy.headerCount = headerCount;
        bytes.put(0, buffer, keyPosition, keyBytes());
        bytes.put(copy.valuePosition, buffer, valuePosition, valueBytes());
        if (headersBytes > 0) {
            bytes.put(copy.headersPosition, buffer, headersPosition, headersBytes);
        }
        return copy;
    }

    @Override
    public String toString() {
        return "record at offset " + offset + ", " + timestampMs + " ms, key of " + keyLength + " bytes, value of "
                + valueLength + " bytes, " + headerCount + " headers";
    }

    /** Makes the views anew where the record lies in another buffer than the last one. */
    private void viewBuffer() {
        if (viewed != buffer) {
            viewed = buffer;
            keyView = buffer.duplicate().clear().asReadOnlyBuffer();
            valueView = keyView.duplicate();
        }
    }

    private byte @Nullable [] array(int position, int length) {
        if (length == NULL_LENGTH) {
            return null;
        }
        byte[] bytes = new byte[length];
        buffer.get(position, bytes);
        return bytes;
    }
}
