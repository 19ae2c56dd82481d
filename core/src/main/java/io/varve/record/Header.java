package io.varve.record;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A named value that travels beside a record's key and value. Order and repeated names are kept.
 *
 * @param name the name, UTF-8 in the store
 * @param value the value, not copied; null is a value of its own
 */
public record Header(String name, byte @Nullable [] value) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Header(String otherName, byte @Nullable [] otherValue)
                && name.equals(otherName)
                && Arrays.equals(value, otherValue);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + "=" + (value == null ? "null" : value.length + " bytes");
    }
}
