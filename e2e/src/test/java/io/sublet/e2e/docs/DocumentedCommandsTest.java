package io.sublet.e2e.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.operator.CommandRule;
import io.sublet.e2e.operator.DocumentedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each command that the documentation shows is run by a test, or a reason says why not; {@code docs/commands.txt} has them. */
class DocumentedCommandsTest {
    private static final Path PROJECT = Path.of("..");
    private static final List<CommandRule> RULES = CommandRule.all();

    private static Optional<CommandRule> rule(DocumentedCommand command) {
        return RULES.stream().filter(rule -> rule.matches(command)).findFirst();
    }

    @Test
    void noCommandIsWithoutATest() {
        assertThat(DocumentedCommand.all())
                .hasSizeGreaterThan(60)
                .allSatisfy(command -> assertThat(rule(command))
                        .as(
                                "%s, %s: add it to src/test/resources/docs/commands.txt: %s",
                                command.page(), command.heading(), command.line())
                        .isPresent());
    }

    @Test
    void noRuleIsForACommandThatIsGone() {
        Set<CommandRule> used = DocumentedCommand.all().stream()
                .flatMap(command -> rule(command).stream())
                .collect(Collectors.toSet());

        assertThat(used).containsExactlyInAnyOrderElementsOf(RULES);
    }

    @Test
    void targetsTestsAndReasonsAreThere() throws IOException {
        Set<String> tests = testClasses();
        for (CommandRule rule : RULES) {
            switch (rule.how()) {
                case "test" -> assertThat(tests).as(rule.pattern()).contains(rule.note());
                case "shown" -> assertThat(rule.note()).as(rule.pattern()).hasSizeGreaterThan(15);
                default -> assertThat(rule.how()).isIn("run", "make");
            }
        }
        String makefile = Files.readString(PROJECT.resolve("Makefile"), UTF_8);
        DocumentedCommand.all().stream()
                .filter(command -> rule(command).orElseThrow().how().equals("make"))
                .forEach(command -> Stream.of(
                                command.line().replaceFirst(" && .*", "").split(" ", -1))
                        .skip(1)
                        .filter(word -> !word.contains("="))
                        .forEach(target -> assertThat(makefile).contains("\n" + target + ":")));
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
