package io.sublet.cli.render;

import io.sublet.cli.render.Style.Tone;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What several programs say about one thing. */
public record Explanation(List<Part> parts) implements View {
    public Explanation {
        parts = List.copyOf(parts);
    }

    /**
     * What one of them says.
     *
     * @param key in documents
     * @param title for people
     * @param answer its text, which may be a JSON document; missing with its cause
     */
    public record Part(String key, String title, Reading<String> answer) {
        private @Nullable Object tree() {
            return switch (answer) {
                case Reading.Value<String>(String text) -> parsed(text);
                case Reading.Missing<String>(String cause) -> Map.of("missing", cause);
            };
        }

        private static @Nullable Object parsed(String text) {
            try {
                return Json.parse(text);
            } catch (JsonException e) {
                return text;
            }
        }

        private String text(Style style) {
            String head = style.mark(title, Tone.BOLD) + "\n";
            return switch (answer) {
                case Reading.Missing<String>(String cause) ->
                    head + style.mark("not known: ", Tone.WARN) + cause + "\n";
                case Reading.Value<String>(String text) -> head + page(text);
            };
        }

        /** A document is laid out for people; a page is one already. */
        private static String page(String text) {
            Object tree = parsed(text);
            String page = tree instanceof Map<?, ?> || tree instanceof List<?> ? Document.yaml(tree) : text;
            return page.endsWith("\n") ? page : page + "\n";
        }
    }

    /** Whether nobody could be asked. */
    public boolean isEmpty() {
        return parts.stream().allMatch(part -> part.answer().isMissing());
    }

    @Override
    public String text(Style style) {
        return String.join("\n", parts.stream().map(part -> part.text(style)).toList());
    }

    @Override
    public Object tree() {
        Map<String, @Nullable Object> tree = Trees.object();
        parts.forEach(part -> tree.put(part.key, part.tree()));
        return tree;
    }
}
