package io.sublet.cli.check;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the cluster must have. */
public final class ClusterChecks {
    /** The chart refuses older ones. */
    private static final int OLDEST_MINOR = 30;

    private static final Pattern VERSION = Pattern.compile("v?1\\.([0-9]{1,4})[^0-9].*");
    private static final String AREA = "cluster";

    /** Kinds by the API that has them. */
    public static final Map<String, Set<String>> KINDS = Map.of(
            "slo.koordinator.sh/v1alpha1", Set.of("NodeMetric", "NodeSLO"),
            "qos.sublet.io/v1alpha1", Set.of("PodQoS"),
            "config.koordinator.sh/v1alpha1", Set.of("ClusterColocationProfile"),
            "topology.node.k8s.io/v1alpha1", Set.of("NodeResourceTopology"));

    private ClusterChecks() {}

    /** @param version as {@code v1.35.4} */
    public static Finding version(String version) {
        Matcher matcher = VERSION.matcher(version + " ");
        if (!matcher.matches()) {
            return Finding.warn(AREA, "the API server's version is not understood: " + version);
        }
        return Integer.parseInt(matcher.group(1)) < OLDEST_MINOR
                ? Finding.fail(AREA, "Kubernetes " + version + " is older than 1." + OLDEST_MINOR)
                : Finding.ok(AREA, "Kubernetes " + version);
    }

    /** @param kinds that are defined, of those in {@link #KINDS} */
    public static Finding kinds(Set<String> kinds) {
        List<String> missing = KINDS.values().stream()
                .flatMap(Set::stream)
                .filter(kind -> !kinds.contains(kind))
                .sorted()
                .toList();
        return missing.isEmpty()
                ? Finding.ok(AREA, "all custom resources are defined")
                : Finding.fail(AREA, "not defined: " + String.join(", ", missing) + "; helm upgrade brings them");
    }
}
