package io.varve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of a type into bytes and back. Null stands for an absent key or a tombstone and is passed through.
 *
 * @param <T> the type
 */
public interface Serde<T> {

    /** The bytes of a value; null for null. */
    byte @Nullable [] write(@Nullable T value);

    /** The value of bytes, from the buffer's position to its limit, valid during the call only; null for null. */
    @Nullable
    T read(@Nullable ByteBuffer bytes);

    /** Text as UTF-8. */
    static Serde<String> text() {
        return of(
                text -> text.getBytes(StandardCharsets.UTF_8),
                bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
    }

    /** Bytes as they are. */
    static Serde<byte[]> bytes() {
        return of(Function.identity(), buffer -> {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            return copy;
        });
    }

    /** Longs as 8 bytes, highest first. */
    static Serde<Long> longs() {
        return of(number -> ByteBuffer.allocate(Long.BYTES).putLong(number).array(), ByteBuffer::getLong);
    }

    /** A serde of two functions that need not care about null. */
    static <T> Serde<T> of(Function<T, byte[]> writer, Function<ByteBuffer, T> reader) {
        return new Serde<>() {
            @Override
            public byte @Nullable [] write(@Nullable T value) {
                return value == null ? null : writer.apply(value);
            }

            @Override
            public @Nullable T read(@Nullable ByteBuffer bytes) {
                return bytes == null ? null : reader.apply(bytes);
            }
        };
    }
}
