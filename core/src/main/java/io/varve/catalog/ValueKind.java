package io.varve.catalog;

import io.varve.error.InvalidConfigException;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/** What values a configuration key accepts. Pure; any thread. */
sealed interface ValueKind {

    /**
     * The value in the one form in which it is stored and compared.
     *
     * @throws InvalidConfigException where it is none of the accepted ones
     */
    String canonical(String key, String value);

    /** The accepted values, in words. */
    String accepted();

    /** A whole number within bounds, and possibly one more that stands for something else. */
    record Whole(long lowest, long highest, List<Long> besides) implements ValueKind {

        private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,19}");

        @Override
        public String canonical(String key, String value) {
            if (!DIGITS.matcher(value).matches()) {
                throw refused(key, value);
            }
            BigInteger unbounded = new BigInteger(value);
            if (unbounded.bitLength() >= Long.SIZE) {
                throw refused(key, value);
            }
            long number = unbounded.longValue();
            if ((number < lowest || number > highest) && !besides.contains(number)) {
                throw refused(key, value);
            }
            return Long.toString(number);
        }

        private InvalidConfigException refused(String key, String value) {
            return new InvalidConfigException(key, "'" + Shown.text(value) + "' is not " + accepted());
        }

        @Override
        public String accepted() {
            StringBuilder text = new StringBuilder("a whole number from " + lowest + " to " + highest);
            for (long other : besides) {
                text.append(" or ").append(other);
            }
            return text.toString();
        }
    }

    /** One of a few words. */
    record Word(List<String> words) implements ValueKind {

        @Override
        public String canonical(String key, String value) {
            if (!words.contains(value)) {
                throw new InvalidConfigException(key, "'" + Shown.text(value) + "' is not " + accepted());
            }
            return value;
        }

        @Override
        public String accepted() {
            return "one of " + String.join(", ", words);
        }
    }
}
