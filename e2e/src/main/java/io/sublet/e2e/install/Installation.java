package io.sublet.e2e.install;

import com.marcnuri.helm.Release;
import io.sublet.e2e.chart.ChartPackage;
import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.image.BuiltImage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Images and chart of this project, for a cluster that fetches no images by itself.
 *
 * @param images all images that the chart names
 * @param chart the packaged chart
 */
public record Installation(List<BuiltImage> images, ChartPackage chart) {
    /** Which pods run which images, by the chart's blocks of values. */
    private static final Map<String, List<String>> PODS = Map.of(
            "manager", List.of("sublet/manager:"),
            "webhook", List.of("sublet/webhook:"),
            "scheduler", List.of("sublet/extender:", "sublet/kube-scheduler:"),
            "agent", List.of("sublet/agent:"));

    /** The project as it is built. */
    public static Installation of(Artifacts artifacts) {
        return new Installation(artifacts.images(), artifacts.chart());
    }

    /**
     * Imports the images into every node and installs the chart, or upgrades to it. Pods whose image changed under the
     * same name are replaced.
     *
     * @param values as in a values file; pod annotations are added to them
     * @param patience how long the pods may take to become ready
     * @param progress told each image that was imported
     */
    public Release into(
            ClusterUnderTest cluster, Map<String, Object> values, Duration patience, Consumer<String> progress) {
        for (BuiltImage image : images) {
            cluster.importImage(image.archive()).orThrow();
            progress.accept("imported " + image.name());
        }
        return new ChartRelease(cluster.kubeconfig(), ChartRelease.NAMESPACE)
                .install(chart.archive(), withImageDigests(values), patience);
    }

    /** The values, with the digests of its images on each pod. */
    Map<String, Object> withImageDigests(Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        PODS.forEach((block, names) -> {
            Map<String, Object> settings = fields(all.get(block));
            Map<String, Object> annotations = fields(settings.get("podAnnotations"));
            annotations.putAll(digests(names));
            settings.put("podAnnotations", annotations);
            all.put(block, settings);
        });
        return all;
    }

    private Map<String, String> digests(List<String> names) {
        Map<String, String> digests = new TreeMap<>();
        for (BuiltImage image : images) {
            if (names.stream().anyMatch(image.name()::startsWith)) {
                String name = image.name()
                        .substring(image.name().indexOf('/') + 1, image.name().indexOf(':'));
                digests.put("sublet.io/image-digest-" + name, image.digest());
            }
        }
        return digests;
    }

    private static Map<String, Object> fields(@Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, field) -> copy.put((String) key, field));
        }
        return copy;
    }
}
