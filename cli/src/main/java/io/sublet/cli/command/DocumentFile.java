package io.sublet.cli.command;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A YAML or JSON document that a person names; {@code -} is standard input. */
final class DocumentFile {
    private static final Path STANDARD_INPUT = Path.of("-");

    private DocumentFile() {}

    static JsonObject read(Path file) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        try (InputStream in = file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(file)) {
            Map<?, ?> tree = serialization.unmarshal(in, Map.class);
            return Json.parseObject(serialization.asJson(tree));
        } catch (IOException e) {
            throw new Failure(Exit.USAGE, "the file " + file + " cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            throw new Failure(Exit.USAGE, "the file " + file + " is neither YAML nor JSON");
        }
    }
}
