package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuNormalizationRatio;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * A node as the cluster shows it.
 *
 * @param capacity of the machine
 * @param offered what it offers to batch, in its own CPUs; empty where it offers nothing
 * @param modeLabel what its label asks of its agent
 * @param agent what its agent says; missing where it was not asked or did not answer
 */
public record NodeStanding(
        String name,
        Map<String, String> labels,
        Reading<CpuMemory> capacity,
        Optional<CpuMemory> offered,
        Optional<String> modeLabel,
        Report report,
        Reading<AgentView> agent) {
    public NodeStanding {
        labels = Map.copyOf(labels);
    }

    public static NodeStanding of(JsonObject node, Report report) {
        JsonObject metadata = node.objectOrEmpty("metadata");
        JsonObject status = node.objectOrEmpty("status");
        Map<String, String> labels = metadata.textMap("labels");
        Ratio speed = CpuNormalizationRatio.parse(
                        metadata.textMap("annotations").get(Annotations.CPU_NORMALIZATION_RATIO))
                .valid()
                .orElse(Ratio.ONE);
        return new NodeStanding(
                metadata.string("name").orElse(""),
                labels,
                capacity(status.textMap("capacity")),
                offered(status.textMap("allocatable"), speed),
                Optional.ofNullable(labels.get(Labels.NODE_MODE)),
                report,
                Reading.missing("not asked"));
    }

    private static Reading<CpuMemory> capacity(Map<String, String> amounts) {
        String cpu = amounts.get(ResourceNames.CPU);
        String memory = amounts.get(ResourceNames.MEMORY);
        if (cpu == null || memory == null) {
            return Reading.missing("the Node shows no capacity");
        }
        try {
            return Reading.of(new CpuMemory(Quantities.parseCpu(cpu), Quantities.parseBytes(memory)));
        } catch (JsonException e) {
            return Reading.missing(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<CpuMemory> offered(Map<String, String> amounts, Ratio speed) {
        String cpu = amounts.get(ResourceNames.BATCH_CPU);
        String memory = amounts.get(ResourceNames.BATCH_MEMORY);
        if (cpu == null && memory == null) {
            return Optional.empty();
        }
        try {
            MilliCpu normalized = new MilliCpu(cpu == null ? 0 : Quantities.parseCount(cpu));
            return Optional.of(new CpuMemory(
                    normalized.beforeAmplificationBy(speed),
                    memory == null ? Bytes.ZERO : Quantities.parseBytes(memory)));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    public NodeStanding withAgent(Reading<AgentView> now) {
        return new NodeStanding(name, labels, capacity, offered, modeLabel, report, now);
    }
}
