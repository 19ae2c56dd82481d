package io.varve.catalog;

/** Text that somebody handed in, made fit for a message of one line: short, and without control characters. */
final class Shown {

    private static final int LENGTH_MAX = 100;

    private Shown() {}

    static String text(String given) {
        String shown = given.length() <= LENGTH_MAX ? given : given.substring(0, LENGTH_MAX) + "…";
        StringBuilder line = new StringBuilder(shown.length());
        for (int index = 0; index < shown.length(); index++) {
            char character = shown.charAt(index);
            line.append(Character.isISOControl(character) ? '?' : character);
        }
        return line.toString();
    }
}
