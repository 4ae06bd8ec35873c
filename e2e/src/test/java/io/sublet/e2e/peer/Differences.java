package io.sublet.e2e.peer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where two JSON trees differ, as lines of path, the first one's and the second one's value. */
final class Differences {
    private Differences() {}

    static List<String> between(JsonNode first, JsonNode second) {
        List<String> lines = new ArrayList<>();
        collect("", first, second, lines);
        return lines;
    }

    /** The paths alone, by case. */
    static Map<String, List<String>> paths(Map<String, List<String>> differences) {
        Map<String, List<String>> paths = new TreeMap<>();
        differences.forEach((name, lines) -> paths.put(
                name,
                lines.stream()
                        .map(line -> line.substring(0, line.indexOf(": ")))
                        .toList()));
        return paths;
    }

    private static void collect(String path, JsonNode first, JsonNode second, List<String> lines) {
        if (first.isObject() && second.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            first.fieldNames().forEachRemaining(names::add);
            second.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> collect(
                    path + "/" + name.replace("~", "~0").replace("/", "~1"),
                    first.path(name),
                    second.path(name),
                    lines));
        } else if (first.isArray() && second.isArray() && first.size() == second.size()) {
            for (int i = 0; i < first.size(); i++) {
                collect(path + "/" + i, first.path(i), second.path(i), lines);
            }
        } else if (!first.equals(second)) {
            lines.add(path + ": " + shown(first) + " | " + shown(second));
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "-" : value.toString();
    }
}
