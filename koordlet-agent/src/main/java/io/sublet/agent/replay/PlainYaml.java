package io.sublet.agent.replay;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * YAML as kubectl prints it: blocks of maps and lists, plain and quoted scalars, comments; {@code {}} and {@code []} and other JSON
 * as values. No anchors, tags, or texts of several lines.
 */
final class PlainYaml {
    private record Line(int number, int indent, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private int at;

    private PlainYaml(String text) {
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = withoutComment(raw);
            if (!line.isBlank() && !line.startsWith("---")) {
                lines.add(new Line(number, line.length() - line.stripLeading().length(), line.strip()));
            }
        }
    }

    /**
     * The tree that a text means; JSON is YAML, too.
     *
     * @throws JsonException if it cannot be read, with the number of the line
     */
    static @Nullable Object parse(String text) {
        if (text.stripLeading().startsWith("{")) {
            return Json.parse(text);
        }
        PlainYaml yaml = new PlainYaml(text);
        Object tree = yaml.lines.isEmpty() ? null : yaml.block(yaml.lines.getFirst().indent);
        if (yaml.at < yaml.lines.size()) {
            throw yaml.wrong("is not indented as the lines before it");
        }
        return tree;
    }

    private static String withoutComment(String line) {
        boolean single = false;
        boolean dual = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            single ^= c == '\'' && !dual;
            dual ^= c == '"' && !single;
            if (c == '#' && !single && !dual && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i).stripTrailing();
            }
        }
        return line.stripTrailing();
    }

    private @Nullable Object block(int indent) {
        return lines.get(at).text.startsWith("- ") || lines.get(at).text.equals("-") ? list(indent) : map(indent);
    }

    private List<@Nullable Object> list(int indent) {
        List<@Nullable Object> items = new ArrayList<>();
        while (at < lines.size()
                && lines.get(at).indent == indent
                && lines.get(at).text.startsWith("-")) {
            Line line = lines.get(at);
            String rest = line.text.substring(1).stripLeading();
            if (rest.isEmpty()) {
                at++;
                items.add(nested(indent));
            } else if (isEntry(rest)) {
                int inner = indent + line.text.length() - rest.length();
                lines.set(at, new Line(line.number, inner, rest));
                items.add(map(inner));
            } else {
                at++;
                items.add(scalar(rest));
            }
        }
        return items;
    }

    private Map<String, @Nullable Object> map(int indent) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (at < lines.size()
                && lines.get(at).indent == indent
                && !lines.get(at).text.startsWith("- ")) {
            String text = lines.get(at).text;
            int colon = colon(text);
            if (colon < 0) {
                throw wrong("is not of the form 'key: value'");
            }
            String key = String.valueOf(scalar(text.substring(0, colon)));
            String rest = text.substring(colon + 1).strip();
            at++;
            fields.put(key, rest.isEmpty() ? below(indent) : scalar(rest));
        }
        return fields;
    }

    /** What stands below a key: a list may stand as far left as the key. */
    private @Nullable Object below(int indent) {
        boolean isList = at < lines.size()
                && lines.get(at).indent == indent
                && lines.get(at).text.startsWith("-");
        return isList ? list(indent) : nested(indent);
    }

    private @Nullable Object nested(int indent) {
        return at < lines.size() && lines.get(at).indent > indent ? block(lines.get(at).indent) : null;
    }

    private static boolean isEntry(String text) {
        return !text.startsWith("{") && !text.startsWith("[") && colon(text) > 0;
    }

    /** Where a key ends: at a colon with white space or nothing behind it. */
    private static int colon(String text) {
        char quote = text.charAt(0) == '"' || text.charAt(0) == '\'' ? text.charAt(0) : 0;
        int from = quote == 0 ? 0 : Math.max(1, text.indexOf(quote, 1));
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == ':' && (i + 1 == text.length() || text.charAt(i + 1) == ' ')) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable Object scalar(String text) {
        if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.startsWith("|") || text.startsWith(">") || text.startsWith("&") || text.startsWith("*")) {
            throw wrong("has a form of YAML that is not read here");
        }
        boolean json = text.matches("-?[0-9]+(\\.[0-9]+)?|true|false|null|\\{.*}|\\[.*]|\".*\"");
        return json ? Json.parse(text) : text.equals("~") ? null : text;
    }

    private JsonException wrong(String what) {
        Line line = lines.get(Math.min(at, lines.size() - 1));
        return new JsonException("line " + line.number + " " + what + ": " + line.text);
    }
}
