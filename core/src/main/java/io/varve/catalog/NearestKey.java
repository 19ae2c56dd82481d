package io.varve.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known configuration key that somebody probably meant. Pure; any thread. */
final class NearestKey {

    /** More slips than this and it is another word. */
    private static final int DISTANCE_MAX = 3;

    private NearestKey() {}

    static Optional<String> to(String unknownKey) {
        List<String> known = new ArrayList<>();
        for (ConfigKey key : ConfigKey.values()) {
            known.add(key.key());
        }
        known.addAll(ConfigKey.NOT_YET_ENFORCED);
        int longest = known.stream().mapToInt(String::length).max().orElse(0);
        if (unknownKey.length() > longest + DISTANCE_MAX) {
            return Optional.empty();
        }
        String meant = unknownKey.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
        Optional<String> nearest = Optional.empty();
        int shortest = DISTANCE_MAX + 1;
        for (String candidate : known) {
            int distance = distance(meant, candidate);
            if (distance < shortest && distance * 2 < candidate.length()) {
                shortest = distance;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** Levenshtein's distance: how many letters must be added, removed or changed. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int changed = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(changed, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
