package io.sublet.protocol;

import io.sublet.model.slo.CpuBurstRule;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code cpuBurstStrategy} of a NodeSLO, and the annotation {@value Annotations#CPU_BURST} that lies over it on a pod. */
public final class CpuBurstDocument {
    private static final long LONGEST_SECONDS = 365L * 24 * 3600;
    private static final long MOST_PERCENT = 10_000;

    private CpuBurstDocument() {}

    static CpuBurstRule parse(JsonObject spec) {
        return over(CpuBurstRule.DEFAULT, spec.objectOrEmpty("cpuBurstStrategy"));
    }

    /** A pod's own rule; the node's, with what the annotation says. */
    public static Parsed<CpuBurstRule> parse(CpuBurstRule node, @Nullable String annotation) {
        return Parsed.of(annotation, text -> over(node, Json.parseObject(text)));
    }

    private static CpuBurstRule over(CpuBurstRule base, JsonObject rule) {
        Optional<Long> period = Fields.integer(rule, "cfsQuotaBurstPeriodSeconds", -1, LONGEST_SECONDS);
        return new CpuBurstRule(
                Fields.named(rule, "policy", CpuBurstRule.Policy::parse, base.policy()),
                Fields.percent(rule, "cpuBurstPercent", 1, MOST_PERCENT).orElse(base.kernelBurst()),
                Fields.percent(rule, "cfsQuotaBurstPercent", 100, MOST_PERCENT).orElse(base.quotaBurst()),
                period.isPresent() ? period.filter(seconds -> seconds >= 0).map(Duration::ofSeconds) : base.period(),
                Fields.percent(rule, "sharePoolThresholdPercent", 0, 100).orElse(base.poolThreshold()));
    }
}
