package io.sublet.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of the plugin that the documentation shows. */
public final class Documentation {
    private static final List<String> PAGES = List.of("README.md", "docs/cli.md", "docs/operations.md");
    private static final Pattern COMMAND = Pattern.compile("^\\$ kubectl sublet ([^#|>\n]+)", Pattern.MULTILINE);

    private Documentation() {}

    static String page(String name) throws IOException {
        return Files.readString(Path.of("..").resolve(name));
    }

    /** The arguments of each, without comments, pipes and redirections. */
    public static List<List<String>> commands() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String name : PAGES) {
            Matcher matcher = COMMAND.matcher(page(name));
            while (matcher.find()) {
                commands.add(words(matcher.group(1).strip()));
            }
        }
        return commands;
    }

    /** At spaces that are not in quotes. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                if (matcher.group(group) != null) {
                    words.add(matcher.group(group));
                }
            }
        }
        return words;
    }
}
