package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of koordlet's defects is complete, and the tests that it names are there. */
class KoordletDefectsTest {
    private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|.*\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final int DEFECTS = 27;

    /** What nothing here drives has no test. */
    private static final int TERWAY = 14;

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        List<Integer> rows = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "compatibility.md")));
        while (row.find()) {
            int number = Integer.parseInt(row.group(1));
            rows.add(number);
            Matcher named = NAMED.matcher(row.group(2));
            int tests = 0;
            for (; named.find(); tests++) {
                Pattern method =
                        Pattern.compile("@(Test|ParameterizedTest|Property)\\b[^{]*?void " + named.group(2) + "\\(");
                if (!method.matcher(testsOf(sources, named.group(1))).find()) {
                    wrong.add(number + ": " + named.group());
                }
            }
            if (tests == 0 && number != TERWAY) {
                wrong.add(number + ": no test");
            }
        }
        assertThat(rows)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, DEFECTS).boxed().toList());
        assertThat(wrong).isEmpty();
    }

    /** Values of parameters, whose braces are of no matter, are left out. */
    private static String testsOf(Map<String, String> sources, String name) {
        return sources.getOrDefault(name, "")
                .replaceAll("\"[^\"\n]*\"", "")
                .replaceAll("(Source|Range|Property)\\(\\{[^}]*}\\)", "$1");
    }
}
