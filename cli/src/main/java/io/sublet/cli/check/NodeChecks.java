package io.sublet.cli.check;

import io.sublet.cli.fleet.Feature;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the nodes can do of what is asked of them. */
public final class NodeChecks {
    private static final String AREA = "nodes";
    private static final int NAMES_SHOWN = 3;

    private NodeChecks() {}

    /**
     * A node as far as this goes.
     *
     * @param kernel its release
     * @param features missing where its agent is not there or does not answer
     */
    public record Node(String name, String kernel, Reading<List<Feature>> features) {}

    public static List<Finding> of(List<Node> nodes) {
        List<Finding> findings = new ArrayList<>(silent(nodes));
        Map<String, List<Limited>> byFeature = new TreeMap<>();
        Map<String, Integer> asked = new TreeMap<>();
        for (Node node : nodes) {
            for (Feature feature : node.features().toOptional().orElse(List.of())) {
                if (!feature.state().equals("off")) {
                    asked.merge(feature.name(), 1, Integer::sum);
                }
                if (feature.isLimited()) {
                    byFeature
                            .computeIfAbsent(feature.name(), any -> new ArrayList<>())
                            .add(new Limited(node, feature));
                }
            }
        }
        asked.forEach((feature, count) -> findings.add(
                byFeature.containsKey(feature)
                        ? limited(feature, byFeature.getOrDefault(feature, List.of()), count)
                        : Finding.ok(AREA, feature + " goes on " + all(count))));
        return findings;
    }

    private record Limited(Node node, Feature feature) {}

    private static String all(int count) {
        return count == 1 ? "the one node that is asked" : "all " + count + " nodes that are asked";
    }

    private static List<Finding> silent(List<Node> nodes) {
        List<Node> silent =
                nodes.stream().filter(node -> node.features().isMissing()).toList();
        if (silent.isEmpty()) {
            return nodes.isEmpty()
                    ? List.of(Finding.warn(AREA, "there are no nodes"))
                    : List.of(Finding.ok(
                            AREA,
                            "an agent answers on "
                                    + (nodes.size() == 1 ? "the one node" : "all " + nodes.size() + " nodes")));
        }
        String cause = silent.getFirst().features() instanceof Reading.Missing<List<Feature>>(String why) ? why : "";
        return List.of(Finding.warn(
                AREA,
                "no agent answers on " + silent.size() + " of " + nodes.size() + " nodes (" + names(silent) + "): "
                        + cause));
    }

    private static Finding limited(String feature, List<Limited> limited, int asked) {
        Limited first = limited.getFirst();
        TreeSet<String> kernels = new TreeSet<>();
        limited.forEach(one -> kernels.add(one.node.kernel()));
        boolean nowhere = limited.size() == asked
                && limited.stream().allMatch(one -> one.feature.state().equals("impossible"));
        String where = nowhere
                ? "no node can do " + feature + ", which is asked of " + asked
                : feature + " is " + first.feature.state() + " on " + limited.size() + " of " + asked + " nodes ("
                        + names(limited.stream().map(Limited::node).toList()) + ")";
        return Finding.warn(AREA, where + ": " + first.feature.reason() + "; kernel " + String.join(", ", kernels));
    }

    private static String names(List<Node> nodes) {
        return String.join(
                        ", ", nodes.stream().limit(NAMES_SHOWN).map(Node::name).toList())
                + (nodes.size() > NAMES_SHOWN ? ", …" : "");
    }
}
