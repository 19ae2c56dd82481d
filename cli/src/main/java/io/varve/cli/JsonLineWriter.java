package io.varve.cli;

import io.varve.record.Header;
import io.varve.record.Record;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as a line of JSON that {@link JsonLineParser} reads back to the same key, value, timestamp and
 * headers. Headers are an object where their names differ and their values are UTF-8 or null; else an array of objects
 * with {@code name} and {@code value} or {@code valueBase64}, which keeps order, repetition and bytes.
 */
final class JsonLineWriter implements RecordWriter {

    private final Output out;
    private final JsonText line = new JsonText();
    private final Scratch scratch = new Scratch();

    JsonLineWriter(Output out) {
        this.out = out;
    }

    @Override
    public void write(int partition, Record record) {
        line.clear();
        line.raw("{\"partition\":").number(partition);
        line.raw(",\"offset\":").number(record.offset());
        line.raw(",\"timestamp\":").number(record.timestampMs()).raw(",");
        member("key", record.key());
        line.raw(",");
        member("value", record.value());
        line.raw(",\"headers\":");
        headers(record.headers());
        line.raw("}\n");
        line.writeTo(out);
    }

    private void member(String name, @Nullable ByteBuffer bytes) {
        if (bytes == null) {
            line.member(name, null, 0);
        } else {
            line.member(name, scratch.of(bytes), bytes.remaining());
        }
    }

    private void headers(List<Header> headers) {
        if (headers.isEmpty()) {
            line.raw("{}");
        } else if (isPlain(headers)) {
            plainHeaders(headers);
        } else {
            listedHeaders(headers);
        }
    }

    private static boolean isPlain(List<Header> headers) {
        Set<String> names = new HashSet<>();
        for (Header header : headers) {
            byte[] value = header.value();
            if (!names.add(header.name()) || (value != null && !Utf8.isValid(value))) {
                return false;
            }
        }
        return true;
    }

    private void plainHeaders(List<Header> headers) {
        String separator = "{";
        for (Header header : headers) {
            line.raw(separator).string(header.name()).raw(":");
            byte[] value = header.value();
            if (value == null) {
                line.raw("null");
            } else {
                line.tryString(value, value.length);
            }
            separator = ",";
        }
        line.raw("}");
    }

    private void listedHeaders(List<Header> headers) {
        String separator = "[";
        for (Header header : headers) {
            line.raw(separator).raw("{\"name\":").string(header.name()).raw(",");
            byte[] value = header.value();
            line.member("value", value, value == null ? 0 : value.length);
            line.raw("}");
            separator = ",";
        }
        line.raw("]");
    }
}
