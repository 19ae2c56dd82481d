package io.varve.catalog;

import io.varve.error.InvalidTopicException;

/**
 * Which names a topic may have: Kafka's rule, 1 to 249 of {@code a-z A-Z 0-9 . _ -}, neither {@code .} nor {@code ..}.
 * None of these characters separates folders, so that no name leads out of the store. That {@code .} and {@code _} look
 * alike in the names of Kafka's metrics is no reason to refuse a name. Pure; any thread.
 */
public final class TopicName {

    /**
     * The longest name. With the longest suffix of a partition's folder it stays below the 255 bytes of file systems.
     */
    public static final int LENGTH_MAX = 249;

    private TopicName() {}

    /**
     * The same name, if it may be one.
     *
     * @throws InvalidTopicException saying what is wrong with it
     */
    public static String check(String name) {
        if (name.isEmpty()) {
            throw new InvalidTopicException(name, "it is empty; expected 1 to " + LENGTH_MAX + " characters");
        }
        if (name.length() > LENGTH_MAX) {
            throw new InvalidTopicException(
                    Shown.text(name), "it has " + name.length() + " characters; expected 1 to " + LENGTH_MAX);
        }
        if (name.equals(".") || name.equals("..")) {
            throw new InvalidTopicException(name, "this name stands for a folder; expected any other");
        }
        for (int index = 0; index < name.length(); index++) {
            if (!isAllowed(name.charAt(index))) {
                throw new InvalidTopicException(
                        Shown.text(name), "character " + (index + 1) + " is none of a-z A-Z 0-9 . _ -");
            }
        }
        return name;
    }

    /** Whether {@link #check} would accept it. */
    public static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX || name.equals(".") || name.equals("..")) {
            return false;
        }
        return name.chars().allMatch(character -> isAllowed((char) character));
    }

    private static boolean isAllowed(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }
}
