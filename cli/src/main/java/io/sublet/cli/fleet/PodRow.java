package io.sublet.cli.fleet;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.PodUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What one pod uses, as its node's agent reported last. */
public record PodRow(String node, PodUsage pod) {
    private static final Comparator<PodRow> BY_CPU =
            Comparator.comparing(PodRow::cpu).reversed().thenComparing(row -> row.pod.key());
    private static final Comparator<PodRow> BY_MEMORY =
            Comparator.comparing(PodRow::memory).reversed().thenComparing(row -> row.pod.key());

    /**
     * The pods of all nodes, the heaviest first.
     *
     * @param namespace only those in it
     */
    public static List<PodRow> of(List<NodeStanding> nodes, boolean byMemory, Optional<String> namespace) {
        List<PodRow> rows = new ArrayList<>();
        for (NodeStanding node : nodes) {
            for (PodUsage pod : node.report().usage().pods()) {
                if (namespace.map(pod.namespace()::equals).orElse(true)) {
                    rows.add(new PodRow(node.name(), pod));
                }
            }
        }
        rows.sort(byMemory ? BY_MEMORY : BY_CPU);
        return rows;
    }

    private MilliCpu cpu() {
        return pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO);
    }

    private Bytes memory() {
        return pod.usage().memory().toOptional().orElse(Bytes.ZERO);
    }
}
