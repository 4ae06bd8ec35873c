package io.sublet.cli.render;

import io.sublet.cli.render.Style.Tone;
import java.util.ArrayList;
import java.util.List;

/** Columns of text. The last column is not filled up, so that no line ends with spaces. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private record Column(String name, boolean right) {}

    /** A text and what it means. */
    public record Cell(String text, Tone tone) {
        public static Cell of(String text) {
            return new Cell(text, Tone.NONE);
        }
    }

    /** @param columns their headings; those that end with {@code >} stand at the right, as numbers do */
    public Table(String... columns) {
        this.columns = List.of(columns).stream()
                .map(name -> name.endsWith(">")
                        ? new Column(name.substring(0, name.length() - 1), true)
                        : new Column(name, false))
                .toList();
    }

    /** A row of as many cells as there are columns. */
    public Table row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalStateException("a row of " + cells.size() + " cells in " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** A row of plain texts. */
    public Table row(String... texts) {
        return row(List.of(texts).stream().map(Cell::of).toList());
    }

    public String text(Style style) {
        int[] widths = widths();
        StringBuilder page = new StringBuilder();
        line(
                page,
                columns.stream().map(column -> new Cell(column.name, Tone.BOLD)).toList(),
                widths,
                style);
        rows.forEach(row -> line(page, row, widths, style));
        return page.toString();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).name.length();
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).text.length());
            }
        }
        return widths;
    }

    private void line(StringBuilder page, List<Cell> cells, int[] widths, Style style) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            String fill = " ".repeat(widths[i] - cell.text.length());
            String text = style.mark(cell.text, cell.tone);
            line.append(i == 0 ? "" : GAP);
            if (columns.get(i).right) {
                line.append(fill).append(text);
            } else {
                line.append(text).append(i == widths.length - 1 ? "" : fill);
            }
        }
        page.append(line.toString().stripTrailing()).append('\n');
    }
}
