package io.sublet.manager.console;

import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clusters for tests of the console. */
public final class Fleet {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final long GIB = 1L << 30;

    private final ClusterView view = new ClusterView();

    public ClusterView view() {
        return view;
    }

    /** A node of 16 cores and 64 GiB. */
    public Fleet node(String name, int offeredCores, Map<String, String> labels) {
        Reading<CpuMemory> size = Reading.of(CpuMemory.of(16_000, 64 * GIB));
        ExtendedResources offer = new ExtendedResources(
                Optional.of(new NormalizedCpu(offeredCores * 1000L)),
                Optional.of(new Bytes(offeredCores * GIB)),
                Optional.empty(),
                Optional.empty());
        view.put(new NodeView(name, labels, Map.of(), size, size, new Published(offer, offer)));
        return this;
    }

    /** A report of so many cores, two of which are a batch pod's. */
    public Fleet report(String name, Instant at, int cores) {
        return report(
                name,
                new NodeUsageReport(
                        Reading.of(at),
                        ResourceUsage.of(cores * 1000L, 32 * GIB),
                        ResourceUsage.of(500, GIB),
                        List.of(),
                        List.of(),
                        List.of(
                                new PodUsage(
                                        "shop", "web", PriorityClass.PROD, QosClass.LS, ResourceUsage.of(3000, GIB)),
                                new PodUsage(
                                        "jobs",
                                        "report",
                                        PriorityClass.BATCH,
                                        QosClass.BE,
                                        ResourceUsage.of(2000, GIB)),
                                new PodUsage(
                                        "jobs",
                                        "new",
                                        PriorityClass.FREE,
                                        QosClass.BE,
                                        ResourceUsage.missing("no sample"))),
                        List.of(),
                        ResourceUsage.missing("not predicted")));
    }

    Fleet report(String name, NodeUsageReport report) {
        view.put(new NodeMetricView(name, Optional.empty(), report));
        return this;
    }

    /** The picture of what has been put. */
    FleetPicture picture(Instant now) {
        return picture(view, now);
    }

    /** Nodes are switched off by their label. */
    public static FleetPicture picture(ClusterView view, Instant now) {
        return FleetPicture.of(
                view, node -> NodeView.DISABLED.equals(node.labels().get("sublet.io/colocation")), now);
    }

    /** So many nodes with long names, as clouds give them, one in twenty of each other state. */
    public static ClusterView large(int nodes, Instant now) {
        Fleet fleet = new Fleet();
        for (int i = 0; i < nodes; i++) {
            String name = "ip-10-%d-%d-%d.eu-central-1.compute.internal".formatted(i / 65536, i / 256 % 256, i % 256);
            fleet.node(
                    name,
                    i % 20 == 1 ? 0 : i % 12,
                    i % 50 == 0 ? Map.of("sublet.io/colocation", "disabled") : Map.of());
            if (i % 20 != 2) {
                fleet.report(name, i % 20 == 3 ? now.minusSeconds(900) : now, i % 16);
            }
        }
        return fleet.view();
    }
}
