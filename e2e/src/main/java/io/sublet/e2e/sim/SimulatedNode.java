package io.sublet.e2e.sim;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.sublet.model.resource.CpuMemory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The documents of one node without a machine.
 *
 * @param number from 1
 * @param capacity what it says it has, all of it allocatable
 */
record SimulatedNode(int number, CpuMemory capacity) {
    static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;
    private static final int MAX_PODS = 110;

    String name() {
        return String.format(Locale.ROOT, "sim-%05d", number);
    }

    /**
     * The node with its status as a kubelet would report it. Nothing runs a pod there, so only pods that tolerate the
     * taint are placed.
     */
    Node document(Instant now) {
        Map<String, Quantity> resources = Map.of(
                "cpu", new Quantity(capacity.cpu().value() + "m"),
                "memory", new Quantity(Long.toString(capacity.memory().value())),
                "pods", new Quantity(Integer.toString(MAX_PODS)));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name())
                // The chart's agents keep off nodes of this type: there is no kernel to drive.
                .withLabels(
                        Map.of("kubernetes.io/hostname", name(), Simulation.LABEL, "true", "type", "virtual-kubelet"))
                .endMetadata()
                .withNewSpec()
                .addNewTaint("NoSchedule", Simulation.LABEL, null, "true")
                .endSpec()
                .withNewStatus()
                .withCapacity(resources)
                .withAllocatable(resources)
                .withConditions(conditions(now))
                .endStatus()
                .build();
    }

    private static List<NodeCondition> conditions(Instant now) {
        return List.of(
                condition("Ready", "True", "SimulationReady", now),
                condition("MemoryPressure", "False", "SimulationHasMemory", now),
                condition("DiskPressure", "False", "SimulationHasDisk", now),
                condition("PIDPressure", "False", "SimulationHasPids", now));
    }

    private static NodeCondition condition(String type, String status, String reason, Instant now) {
        String time = now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage("kept by the simulation")
                .withLastHeartbeatTime(time)
                .withLastTransitionTime(time)
                .build();
    }

    /** Says that the node lives; renewed more often than it runs out. */
    Lease lease(Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(name())
                .withNamespace(LEASE_NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name())
                .withLeaseDurationSeconds(LEASE_SECONDS)
                .withRenewTime(ZonedDateTime.ofInstant(now, ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    /** The status that the node's agent reports, as a merge patch of a NodeMetric. */
    static String report(UsageGenerator.Usage usage, Instant now) {
        return """
                {"status":{"updateTime":"%s","nodeMetric":{"nodeUsage":{"resources":%s},\
                "systemUsage":{"resources":%s}},"podsMetric":[]}}""".formatted(
                        now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        resources(usage.node()),
                        resources(usage.system()));
    }

    private static String resources(CpuMemory amount) {
        return "{\"cpu\":\"" + amount.cpu().value() + "m\",\"memory\":\""
                + amount.memory().value() + "\"}";
    }
}
