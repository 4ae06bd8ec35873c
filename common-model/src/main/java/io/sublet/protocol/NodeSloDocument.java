package io.sublet.protocol;

import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.CpuSuppressRule.Policy;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The {@code spec} of a NodeSLO object, read as a complete policy. Fields that are not understood are left alone; a field
 * that is understood and out of range makes the whole document invalid, so that a policy is never half applied.
 */
public final class NodeSloDocument {
    private NodeSloDocument() {}

    public static Parsed<NodeSlo> parse(JsonObject spec) {
        return Parsed.attempt(() -> new NodeSlo(
                cpuSuppress(spec),
                bestEffortIdle(spec),
                HostApplications.parse(spec),
                ResourceQosSection.parse(spec),
                EvictionSection.parse(spec),
                SloExtensionsDocument.read(spec),
                new CpuRules(CpuBurstDocument.parse(spec), CpuQosDocument.parse(spec))));
    }

    private static CpuSuppressRule cpuSuppress(JsonObject spec) {
        JsonObject rule = spec.objectOrEmpty("resourceUsedThresholdWithBE");
        CpuSuppressRule defaults = CpuSuppressRule.DEFAULT;
        return new CpuSuppressRule(
                rule.bool("enable").orElse(defaults.enabled()),
                percent(rule, "cpuSuppressThresholdPercent").orElse(defaults.threshold()),
                percent(rule, "cpuSuppressMinPercent"),
                policy(rule).orElse(defaults.policy()));
    }

    private static Optional<Policy> policy(JsonObject rule) {
        return rule.string("cpuSuppressPolicy")
                .filter(text -> !text.isEmpty())
                .map(text -> Policy.parse(text)
                        .orElseThrow(() -> new JsonException(
                                rule.pathOf("cpuSuppressPolicy") + " must be cpuset or cfsQuota, was " + text)));
    }

    private static boolean bestEffortIdle(JsonObject spec) {
        JsonObject cpuQos = spec.objectOrEmpty("resourceQOSStrategy")
                .objectOrEmpty("beClass")
                .objectOrEmpty("cpuQOS");
        boolean declined = cpuQos.bool("enable").orElse(false)
                && cpuQos.integer("schedIdle").orElse(1L) == 0L;
        return !declined;
    }

    private static Optional<Percent> percent(JsonObject rule, String field) {
        return rule.integer(field).map(value -> {
            if (value < 0 || value > 100) {
                throw new JsonException(rule.pathOf(field) + " must be in 0..100, was " + value);
            }
            return new Percent(value);
        });
    }
}
