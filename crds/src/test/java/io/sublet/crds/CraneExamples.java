package io.sublet.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The manifests that {@code docs/from-crane.md} shows, in their order. */
public final class CraneExamples {
    private static final Path DOCUMENT = Path.of("..", "docs", "from-crane.md");
    private static final Pattern BLOCK = Pattern.compile("^```yaml\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private CraneExamples() {}

    public static List<JsonNode> ofKind(String kind) {
        List<JsonNode> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text());
        while (blocks.find()) {
            for (String manifest : blocks.group(1).split("(?m)^---$", -1)) {
                JsonNode object = Schema.parse(manifest);
                if (object.path("kind").asText().equals(kind)) {
                    found.add(object);
                }
            }
        }
        return found;
    }

    private static String text() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
