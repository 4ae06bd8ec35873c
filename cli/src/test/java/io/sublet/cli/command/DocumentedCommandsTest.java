package io.sublet.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DocumentedCommandsTest {
    @TempDir
    private Path home = Path.of("");

    @Test
    void whatTheDocumentationShowsIsUnderstood() throws IOException {
        CommandLine line = Commands.line(Console.in(home).surroundings());

        for (List<String> command : Documentation.commands()) {
            assertThat(line.parseArgs(command.toArray(String[]::new)).errors())
                    .as(String.join(" ", command))
                    .isEmpty();
        }
    }

    @Test
    void everyCommandAndEveryOptionOfItsOwnIsDocumented() throws IOException {
        String page = Documentation.page("docs/cli.md");
        Set<String> missing = new TreeSet<>();
        collect(Commands.line(Console.in(home).surroundings()), "", page, missing);

        assertThat(missing).isEmpty();
    }

    private static void collect(CommandLine line, String path, String page, Set<String> missing) {
        line.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().usageMessage().hidden()) {
                return;
            }
            String full = (path + " " + name).strip();
            if (command.getSubcommands().isEmpty() && !page.contains("kubectl sublet " + full)) {
                missing.add(full);
            }
            missing.addAll(command.getCommandSpec().options().stream()
                    .filter(option -> Stream.of(option.names()).noneMatch(page::contains))
                    .map(option -> full + " " + option.longestName())
                    .collect(Collectors.toSet()));
            collect(command, full, page, missing);
        });
    }
}
