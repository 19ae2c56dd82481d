package io.varve.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Figures {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** A number with its digits in groups of three. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number of things, such as {@code 1 record} or {@code 2,000 records}. */
    static String count(long number, String thing) {
        return number(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /** An amount of bytes in decimal units, such as {@code 10.5 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= 999.95 && unit + 1 < UNITS.length) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** How many a second. */
    static long rate(long amount, long nanos) {
        return Math.round(amount / Math.max(nanos / 1e9, 1e-9));
    }

    /** A time in seconds. */
    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
