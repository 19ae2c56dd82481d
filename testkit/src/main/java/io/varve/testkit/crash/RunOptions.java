package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a long run goes.
 *
 * @param seconds how long
 * @param seed this one only
 * @param from the first of many; a fresh one where it is not given
 * @param rules what a loss of power may do; each seed draws for itself where it is not given
 * @param threads how many seeds at once
 * @param bug the number of the planted bug to look for; all where it is not given
 */
record RunOptions(
        int seconds, OptionalLong seed, long from, Optional<CrashRules> rules, int threads, Optional<String> bug) {

    private static final int SECONDS_DEFAULT = 60;

    /** Fresh seeds are small enough to be said aloud. */
    private static final long FRESH_SEEDS = 1_000_000_000L;

    static RunOptions parse(List<String> arguments) {
        int processors = Runtime.getRuntime().availableProcessors();
        long fresh = Math.floorMod(System.nanoTime() / 1000, FRESH_SEEDS);
        RunOptions options = new RunOptions(
                SECONDS_DEFAULT, OptionalLong.empty(), fresh, Optional.empty(), processors, Optional.empty());
        for (int index = 0; index < arguments.size(); index += 2) {
            if (index + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(index) + " needs a value");
            }
            options = options.with(arguments.get(index), arguments.get(index + 1));
        }
        return options;
    }

    private RunOptions with(String name, String value) {
        return switch (name) {
            case "--seconds" -> new RunOptions((int) number(name, value), seed, from, rules, threads, bug);
            case "--seed" -> new RunOptions(seconds, OptionalLong.of(number(name, value)), from, rules, 1, bug);
            case "--from" -> new RunOptions(seconds, seed, number(name, value), rules, threads, bug);
            case "--rules" -> new RunOptions(seconds, seed, from, Optional.of(rules(value)), threads, bug);
            case "--threads" -> new RunOptions(seconds, seed, from, rules, (int) number(name, value), bug);
            case "--bug" -> new RunOptions(seconds, seed, from, rules, threads, Optional.of(value));
            default -> throw new IllegalArgumentException("unknown option '" + name + "'");
        };
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(name + " takes a number, not '" + value + "'", malformed);
        }
    }

    private static CrashRules rules(String value) {
        return CrashRules.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
