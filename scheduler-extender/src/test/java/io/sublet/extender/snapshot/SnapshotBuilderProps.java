package io.sublet.extender.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.Nodes;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However a cluster came about, its snapshot is that of its last state. */
class SnapshotBuilderProps {
    private static final List<LoadRules> RULES = List.of(
            LoadRules.DEFAULT,
            Nodes.rules(new LoadPolicy(
                    Duration.ofMinutes(1),
                    LoadPolicy.StaleReports.ALLOW,
                    LoadPolicy.Weights.of(1, 0, 0),
                    50,
                    true,
                    true,
                    Optional.empty())));

    /** The last state of everything that changes. */
    private static final class Last {
        private final Map<String, Boolean> nodes = new HashMap<>();
        private final Map<String, NodeReport> reports = new HashMap<>();
        private final Map<String, AssignedPod> pods = new HashMap<>();
        private final Map<String, String> nodeOf = new HashMap<>();
        private LoadRules rules = LoadRules.DEFAULT;
    }

    @Property(seed = "20261127", tries = 200)
    void stepsLeadToTheSameAsTheLastStateAtOnce(@ForAll long seed) {
        Random random = new Random(seed);
        SnapshotBuilder stepwise = new SnapshotBuilder(LoadRules.DEFAULT);
        Last last = new Last();
        for (int i = 0; i < 80; i++) {
            step(random, stepwise, last);
            if (random.nextInt(6) == 0) {
                stepwise.build();
            }
        }

        assertThat(numbers(stepwise.build())).isEqualTo(numbers(atOnce(random, last)));
    }

    private static void step(Random random, SnapshotBuilder builder, Last last) {
        String node = "n" + random.nextInt(5);
        String pod = "p" + random.nextInt(8);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                boolean labelled = random.nextBoolean();
                last.nodes.put(node, labelled);
                builder.put(node(node, labelled).facts());
            }
            case 2 -> {
                last.nodes.remove(node);
                builder.removeNode(node);
            }
            case 3 -> {
                NodeReport report = new NodeReport(
                        node,
                        Nodes.report(
                                ResourceUsage.of(random.nextInt(30_000), random.nextLong(60L << 30)),
                                Nodes.usage(pod, random.nextInt(3000), 0)),
                        Nodes.INTERVAL);
                last.reports.put(node, report);
                builder.put(report);
            }
            case 4 -> {
                last.reports.remove(node);
                builder.removeReport(node);
            }
            case 5, 6 -> {
                AssignedPod record =
                        Nodes.assigned(pod, random.nextInt(1, 5000), 0, Duration.ofSeconds(random.nextInt(120)));
                last.pods.put(pod, record);
                last.nodeOf.put(pod, node);
                builder.put(node, record);
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    last.rules = RULES.get(random.nextInt(RULES.size()));
                    builder.use(last.rules);
                } else {
                    last.pods.remove(pod);
                    builder.removePod("uid-" + pod);
                }
            }
        }
    }

    /** The last state, put in in any order. */
    private static ClusterSnapshot atOnce(Random random, Last last) {
        SnapshotBuilder builder = new SnapshotBuilder(last.rules);
        List<Runnable> parts = new ArrayList<>();
        last.nodes.forEach((name, labelled) ->
                parts.add(() -> builder.put(node(name, labelled).facts())));
        last.reports.values().forEach(report -> parts.add(() -> builder.put(report)));
        last.pods.forEach((name, pod) -> parts.add(() -> builder.put(String.valueOf(last.nodeOf.get(name)), pod)));
        Collections.shuffle(parts, random);
        parts.forEach(Runnable::run);
        return builder.build();
    }

    private static Nodes.Builder node(String name, boolean labelled) {
        Nodes.Builder node = Nodes.node(name, 32, 64);
        return labelled ? node.saying("{\"usageThresholds\":{\"cpu\":50}}") : node;
    }

    private static Map<String, List<Long>> numbers(ClusterSnapshot snapshot) {
        Map<String, List<Long>> numbers = new TreeMap<>();
        for (int i = 0; i < snapshot.size(); i++) {
            NodeRow row = snapshot.row(i);
            List<Long> values = new ArrayList<>();
            for (int place = 0; place < row.width(); place++) {
                values.addAll(List.of(
                        row.allocatable(place),
                        row.threshold(place),
                        row.general(place),
                        row.prod(place),
                        row.scored(place)));
            }
            values.add((long) row.usage().pods());
            numbers.put(row.name(), values);
        }
        return numbers;
    }
}
