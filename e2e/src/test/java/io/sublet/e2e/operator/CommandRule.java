package io.sublet.e2e.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How commands of the documentation are tested.
 *
 * @param how {@code run}: as they stand, on the real cluster of the end-to-end test; {@code make}: the Makefile has the target;
 *     {@code test}: the test class that the note names runs them in its own order; {@code shown}: not at all, for the reason in the note
 * @param pattern the command; a star is for anything
 * @param note a class, or a reason
 */
public record CommandRule(String how, String pattern, String note) {
    private static final String RESOURCE = "/docs/commands.txt";

    /** All of them; the first that matches a command is its own. */
    public static List<CommandRule> all() {
        try (var in = CommandRule.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(CommandRule::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandRule parse(String line) {
        String[] parts = line.split(" \\| ", 3);
        return new CommandRule(parts[0].strip(), parts[1].strip(), parts.length > 2 ? parts[2].strip() : "");
    }

    /** Whether it is about this command. */
    public boolean matches(DocumentedCommand command) {
        String expression = Pattern.quote(pattern).replace("*", "\\E.*\\Q");
        return command.line().matches(expression);
    }
}
