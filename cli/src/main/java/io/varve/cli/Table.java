package io.varve.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines in columns: numbers to the right, all else to the left. */
final class Table {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] numeric;

    Table(String... titles) {
        widths = new int[titles.length];
        numeric = new boolean[titles.length];
        rows.add(titles);
    }

    /** Adds a row of as many cells as there are titles. */
    void row(String... cells) {
        if (cells.length != widths.length) {
            throw new IllegalArgumentException(cells.length + " cells: expected " + widths.length);
        }
        rows.add(cells);
    }

    /** Writes the rows, the titles first. */
    void print(Output out) {
        for (int column = 0; column < widths.length; column++) {
            numeric[column] = rows.size() > 1;
            for (int row = 0; row < rows.size(); row++) {
                String cell = rows.get(row)[column];
                widths[column] = Math.max(widths[column], cell.length());
                numeric[column] &= row == 0 || isNumber(cell);
            }
        }
        rows.forEach(row -> out.line(line(row)));
    }

    private String line(String[] row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.length; column++) {
            String padding = " ".repeat(widths[column] - row[column].length());
            line.append(numeric[column] ? padding + row[column] : row[column] + padding);
            line.append(column + 1 < row.length ? GAP : "");
        }
        return line.toString().stripTrailing();
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty() && cell.chars().allMatch(character -> character >= '0' && character <= '9');
    }
}
