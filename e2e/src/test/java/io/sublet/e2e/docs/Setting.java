package io.sublet.e2e.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting of a program, read from the source that declares it: what is written there once is what the documentation says.
 *
 * @param key as on the command line or in a properties file
 * @param defaultValue empty if there is none
 * @param meaning in Markdown
 */
record Setting(String key, String defaultValue, String meaning) {
    private static final Pattern ENUM_CONSTANT =
            Pattern.compile("(?m)^    ([A-Z][A-Z_]+)\\(\\s*(\"[^\"]*\"),\\s*((?:\"[^\"]*\"(?:\\s*\\+\\s*)?)+)\\)[,;]");
    private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern MEMBER = Pattern.compile(
            "(?:/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s*)?(?:@WithDefault\\(\"(?<default>[^\"]*)\"\\)\\s*(?://[^\\n"
                    + "]*\\s*)?)?(?:(?:public )?interface (?<interface>\\w+) \\{|(?<type>[\\w<>]+) (?<name>\\w+)\\(\\);)",
            Pattern.DOTALL);

    /** Of an enum whose constants are {@code NAME("default", "meaning")}. */
    static List<Setting> ofEnum(String source) {
        List<Setting> settings = new ArrayList<>();
        Matcher constant = ENUM_CONSTANT.matcher(source);
        while (constant.find()) {
            String key = constant.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
            settings.add(new Setting(key, joined(constant.group(2)), joined(constant.group(3))));
        }
        return settings;
    }

    private static String joined(String literals) {
        StringBuilder text = new StringBuilder();
        Matcher literal = STRING.matcher(literals);
        while (literal.find()) {
            text.append(literal.group(1));
        }
        return text.toString();
    }

    /** Of a configuration interface with nested interfaces, each member with its Javadoc and default. */
    static List<Setting> ofInterface(String source) {
        Map<String, List<Matcher>> members = new LinkedHashMap<>();
        String inside = "";
        String root = "";
        String body = source.substring(source.indexOf("@ConfigMapping"));
        Matcher matcher = MEMBER.matcher(body);
        int from = 0;
        while (matcher.find(from)) {
            from = matcher.end();
            if (matcher.group("interface") != null) {
                inside = matcher.group("interface");
                root = root.isEmpty() ? inside : root;
                members.put(inside, new ArrayList<>());
            } else {
                Matcher copy = MEMBER.matcher(matcher.group());
                copy.find();
                members.getOrDefault(inside, List.of()).add(copy);
            }
        }
        List<Setting> settings = new ArrayList<>();
        collect(members, root, "", settings);
        return settings;
    }

    private static void collect(
            Map<String, List<Matcher>> members, String name, String prefix, List<Setting> settings) {
        for (Matcher member : members.getOrDefault(name, List.of())) {
            String key = prefix + kebab(member.group("name"));
            if (members.containsKey(member.group("type"))) {
                collect(members, member.group("type"), key + ".", settings);
            } else {
                String doc = member.group("doc");
                String value = member.group("default");
                settings.add(new Setting(key, value == null ? "" : value, doc == null ? "" : markdown(doc)));
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String markdown(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*", "")
                .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
                .replaceAll("\\{@link ([^}]*)\\}", "$1")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** A row of a table. */
    String row() {
        return "| `" + key + "` | " + (defaultValue.isEmpty() ? "–" : "`" + defaultValue + "`") + " | "
                + meaning.replace("|", "\\|") + " |";
    }
}
