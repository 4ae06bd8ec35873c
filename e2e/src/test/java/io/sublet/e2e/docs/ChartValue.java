package io.sublet.e2e.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of the chart, with the comment above it.
 *
 * @param path such as {@code manager.image.tag}
 * @param defaultValue as it stands in the file; empty for a block
 */
record ChartValue(String path, String defaultValue, String meaning) {
    private static final Pattern KEY = Pattern.compile("^( *)\"?([A-Za-z]+)\"?:(?: (.*))?$");

    private record Level(int indent, String name) {}

    /** Every value in the order of the file, blocks included where they have a comment. */
    static List<ChartValue> of(List<String> lines) {
        List<ChartValue> values = new ArrayList<>();
        Deque<Level> path = new ArrayDeque<>();
        List<String> comment = new ArrayList<>();
        for (String line : lines) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("#")) {
                comment.add(line.strip().substring(1).strip());
            } else if (key.matches()) {
                int indent = key.group(1).length();
                while (!path.isEmpty() && path.getLast().indent() >= indent) {
                    path.removeLast();
                }
                path.addLast(new Level(indent, key.group(2)));
                String value = key.group(3) == null ? "" : key.group(3);
                if (!value.isEmpty() || !comment.isEmpty()) {
                    values.add(new ChartValue(
                            String.join(".", path.stream().map(Level::name).toList()),
                            value,
                            String.join(" ", comment)));
                }
                comment.clear();
            } else {
                comment.clear();
            }
        }
        return values;
    }

    /** A row of a table. */
    String row() {
        return "| `" + path + "` | " + (defaultValue.isEmpty() ? "" : "`" + defaultValue + "`") + " | "
                + meaning.replace("|", "\\|") + " |";
    }
}
