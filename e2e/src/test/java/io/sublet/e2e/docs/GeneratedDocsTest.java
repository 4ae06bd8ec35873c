package io.sublet.e2e.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables of the documentation that repeat what stands in sources: they say the same. With {@code -Dgolden.update=true} they are
 * written anew.
 */
class GeneratedDocsTest {
    private static final Path PROJECT = Path.of("..");
    private static final String HEAD = "| key | default | meaning |\n|---|---|---|\n";

    /** A table: the mark before it in the document, its rows and the least number of them. */
    record Table(String document, String mark, List<String> rows, int least) {
        String text() {
            return HEAD + String.join("\n", rows) + "\n";
        }
    }

    static Stream<Table> tables() throws IOException {
        String programs = "docs/configuration.md";
        return Stream.of(
                new Table(
                        programs,
                        "settings of the agent",
                        rows(Setting.ofEnum(source("koordlet-agent/src/main/java/io/sublet/agent/ConfigKey.java"))),
                        20),
                new Table(
                        programs,
                        "settings of the manager",
                        rows(Setting.ofInterface(source("manager/src/main/java/io/sublet/manager/ManagerConfig.java"))),
                        9),
                new Table(
                        programs,
                        "settings of the webhook",
                        rows(Setting.ofInterface(source("webhook/src/main/java/io/sublet/webhook/WebhookConfig.java"))),
                        20),
                new Table(
                        programs,
                        "settings of the extender",
                        rows(Setting.ofInterface(
                                source("scheduler-extender/src/main/java/io/sublet/extender/ExtenderConfig.java"))),
                        20),
                new Table(
                        "docs/values.md",
                        "values of the chart",
                        ChartValue.of(Files.readAllLines(PROJECT.resolve("charts/sublet/values.yaml"))).stream()
                                .map(ChartValue::row)
                                .toList(),
                        150));
    }

    private static List<String> rows(List<Setting> settings) {
        return settings.stream().map(Setting::row).toList();
    }

    private static String source(String path) throws IOException {
        return Files.readString(PROJECT.resolve(path), UTF_8);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void isCurrent(Table table) throws IOException {
        Path file = PROJECT.resolve(table.document());
        String document = Files.readString(file, UTF_8);
        String mark = "<!-- generated: " + table.mark() + " -->\n";
        assertThat(document).contains(mark);
        int start = document.indexOf(mark) + mark.length();
        int end = start;
        while (document.startsWith("|", end)) {
            end = document.indexOf('\n', end) + 1;
        }
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, document.substring(0, start) + table.text() + document.substring(end), UTF_8);
        } else {
            assertThat(document.substring(start, end))
                    .as("written anew by: build/mvn -pl e2e -am test -Dtest=GeneratedDocsTest -Dgolden.update=true"
                            + " -Dsurefire.failIfNoSpecifiedTests=false")
                    .isEqualTo(table.text());
        }
        assertThat(table.rows()).hasSizeGreaterThanOrEqualTo(table.least());
    }

    @ParameterizedTest
    @MethodSource("tables")
    void saysWhatEachSettingMeans(Table table) {
        if (!table.document().equals("docs/values.md")) {
            assertThat(table.rows()).allSatisfy(row -> assertThat(row).doesNotEndWith("|  |"));
        }
    }

    @Test
    void readsNestedSettings() {
        List<Setting> settings = Setting.ofInterface("""
            @ConfigMapping(prefix = "x")
            public interface X {
                /** How {@code much}. */
                @WithDefault("3")
                int howMuch();

                Inner inner();

                /** What is inside. */
                interface Inner {
                    /**
                     * Two
                     * lines.
                     */
                    Optional<String> name();
                }
            }
            """);
        assertThat(settings)
                .containsExactly(
                        new Setting("how-much", "3", "How `much`."), new Setting("inner.name", "", "Two lines."));
    }

    @Test
    void readsTheCommentsOfValues() {
        assertThat(ChartValue.of(List.of("# A.", "a:", "  # B", "  # more.", "  b: 1", "", "  c: {}")))
                .containsExactly(
                        new ChartValue("a", "", "A."),
                        new ChartValue("a.b", "1", "B more."),
                        new ChartValue("a.c", "{}", ""));
    }
}
