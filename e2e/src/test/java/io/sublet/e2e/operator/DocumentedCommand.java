package io.sublet.e2e.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A command that the documentation shows at a prompt.
 *
 * @param page as {@code docs/cli.md}
 * @param heading of its section
 * @param line as it is typed, on one line and without its comment
 */
public record DocumentedCommand(String page, String heading, String line) {
    private static final Path PROJECT = Path.of("..");
    private static final String FENCE = "```";

    /** Those of all pages, in their order. */
    public static List<DocumentedCommand> all() {
        List<DocumentedCommand> commands = new ArrayList<>();
        try (Stream<Path> pages = Files.walk(PROJECT.resolve("docs"))) {
            Stream.concat(Stream.of("README.md", "CONTRIBUTING.md").map(PROJECT::resolve), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .forEach(page -> commands.addAll(of(page)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return commands;
    }

    private static List<DocumentedCommand> of(Path page) {
        String name = PROJECT.relativize(page).toString();
        List<DocumentedCommand> commands = new ArrayList<>();
        String heading = "";
        boolean inBlock = false;
        StringBuilder command = new StringBuilder();
        for (String line : lines(page)) {
            if (line.startsWith(FENCE)) {
                inBlock = !inBlock;
            } else if (!inBlock && line.startsWith("#")) {
                heading = line;
            } else if (inBlock && (!command.isEmpty() || line.startsWith("$ ") || line.startsWith("# "))) {
                command.append(command.isEmpty() ? line.substring(2) : line.strip());
                if (line.endsWith("\\")) {
                    command.setLength(command.length() - 1);
                } else {
                    commands.add(new DocumentedCommand(name, heading, withoutComment(command.toString())));
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    private static String withoutComment(String line) {
        return line.replaceFirst(" +# .*", "").strip();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
