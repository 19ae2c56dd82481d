package io.varve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The two forms of the results: a table for people, JSON for programs. */
final class Report {

    private static final List<String> HEAD = List.of(
            "suite",
            "metric",
            "unit",
            "rounds",
            "Varve",
            "min – max",
            "peer",
            "min – max",
            "peer's name",
            "ratio",
            "to hold");
    private static final int FIRST_NUMBER = 3;
    private static final int PEER_NAME = 8;
    private static final int RATIO = 9;

    private Report() {}

    /** A table with a row for each result. */
    static String table(List<Result> results) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        results.forEach(result -> lines.add(cells(result)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : lines) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], line.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String padding = " ".repeat(widths[column] - line.get(column).length());
                boolean isNumber = column >= FIRST_NUMBER && column != PEER_NAME && column <= RATIO;
                row.append(isNumber ? padding + line.get(column) : line.get(column) + padding)
                        .append("  ");
            }
            table.append(row.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static List<String> cells(Result result) {
        return List.of(
                result.suite(),
                result.metric(),
                result.unit().label(),
                Integer.toString(result.varve().rounds()),
                number(result.varve().median()),
                number(result.varve().lowest()) + " – " + number(result.varve().highest()),
                number(result.peer().median()),
                number(result.peer().lowest()) + " – " + number(result.peer().highest()),
                result.contender().name(),
                number(result.ratio()),
                targets(result));
    }

    private static String targets(Result result) {
        List<String> targets = new ArrayList<>();
        result.contender().targetRatio().ifPresent(ratio -> targets.add("ratio ≥ " + number(ratio)));
        result.limit()
                .ifPresent(limit -> targets.add(result.unit().limitSign() + " " + number(limit) + " "
                        + result.unit().label()));
        if (targets.isEmpty()) {
            return "";
        }
        return String.join(", ", targets) + (result.holds() ? " ✓" : " ✗");
    }

    /** Three digits at least, and thousands apart: 14,203,117 or 12.3 or 0.38. */
    private static String number(double value) {
        int decimals = 0;
        for (double bound = 100; bound > value && decimals < 2; bound /= 10) {
            decimals++;
        }
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** A JSON array with an object for each result. */
    static String json(List<Result> results) {
        StringBuilder json = new StringBuilder("[");
        String separator = "\n";
        for (Result result : results) {
            json.append(separator)
                    .append("  {\"suite\": ")
                    .append(quoted(result.suite()))
                    .append(", \"metric\": ")
                    .append(quoted(result.metric()))
                    .append(", \"unit\": ")
                    .append(quoted(result.unit().label()))
                    .append(String.format(
                            Locale.ROOT,
                            ", \"varve\": %.3f, \"peer\": %.3f, \"peerName\": %s, \"ratio\": %.3f}",
                            result.varve().median(),
                            result.peer().median(),
                            quoted(result.contender().name()),
                            result.ratio()));
            separator = ",\n";
        }
        return json.append("\n]\n").toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
