package io.sublet.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The objects that Helm would send to a cluster. */
record RenderedChart(String text, List<HasMetadata> objects) {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private static final Pattern DOCUMENT_END = Pattern.compile("^---$", Pattern.MULTILINE);

    private static final String NAMESPACE = "sublet-system";

    static RenderedChart of(ChartPackage chart, String kubernetesVersion, Map<String, Object> values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, Serialization.asYaml(values));
                String text = Helm.template(chart.archive().toString())
                        .withName(ChartRelease.NAME)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion(kubernetesVersion)
                        .withValuesFile(file)
                        // The library looks at a cluster also to render, which Helm itself does not.
                        .set("preflight.enabled", false)
                        .call();
                return new RenderedChart(text, parse(text));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The chart with its hooks, which Helm's library leaves out of what it renders, as ordinary objects: their annotation is
     * {@code test/hook} in place of {@code helm.sh/hook}.
     */
    static RenderedChart withHooks(Map<String, Object> values) {
        try {
            Path copy = Files.createTempDirectory("chart").resolve("target");
            ChartPackage own = ChartPackage.of(Path.of(".."), copy);
            Path hook = own.directory().resolve("templates/uninstall/_hook.tpl");
            Files.writeString(hook, Files.readString(hook).replace("helm.sh/hook:", "test/hook:"));
            RenderedChart rendered = of(new ChartPackage(own.directory(), own.directory()), "1.35.4", values);
            delete(copy.resolveSibling(""));
            return rendered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<HasMetadata> parse(String text) {
        return documents(text)
                .map(document -> (HasMetadata) SERIALIZATION.unmarshal(document))
                .toList();
    }

    private static Stream<String> documents(String text) {
        return DOCUMENT_END
                .splitAsStream(text)
                .filter(document -> document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")));
    }

    /** The objects as they are, without the classes of any kind. */
    Stream<JsonNode> trees() {
        return documents(text).map(RenderedChart::tree);
    }

    /** A YAML or JSON document as it is, without the classes of any kind. */
    static JsonNode tree(String document) {
        return SERIALIZATION.unmarshal(document, JsonNode.class);
    }

    <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast);
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
    }

    /** Pod templates by the name of their Deployment or DaemonSet. */
    Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        all(Deployment.class)
                .forEach(object -> pods.put(
                        object.getMetadata().getName(), object.getSpec().getTemplate()));
        all(DaemonSet.class)
                .forEach(object -> pods.put(
                        object.getMetadata().getName(), object.getSpec().getTemplate()));
        return pods;
    }

    /** The pod of one Deployment or DaemonSet. */
    PodTemplateSpec pod(String name) {
        return Objects.requireNonNull(pods().get(name), name);
    }

    /** A value of a ConfigMap. */
    JsonNode configuration(String name, String key) {
        return tree(Objects.requireNonNull(one(ConfigMap.class, name).getData().get(key), key));
    }
}
