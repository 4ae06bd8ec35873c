package io.sublet.manager.http;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.ReclaimRule;
import io.sublet.manager.overcommit.BatchFormula;
import io.sublet.manager.overcommit.BatchOffer;
import io.sublet.manager.overcommit.CapacityPlan;
import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.view.ExtendedAmount;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An assessment as a JSON tree for a person: CPU in milli-CPUs, memory in bytes. */
final class NodeExplanation {
    private NodeExplanation() {}

    static Map<String, Object> of(NodeAssessment assessment, Optional<WriteLedger.Entry> history) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", assessment.node().name());
        tree.put("plan", plan(assessment.plan()));
        tree.put("published", published(assessment.node().published().allocatable()));
        tree.put("report", report(assessment.report()));
        tree.put("strategy", strategy(assessment.strategy()));
        switch (assessment.offer()) {
            case BatchOffer.Offered offered -> {
                tree.put("formula", formula(offered.formula()));
                tree.put("validUntil", offered.validUntil().toString());
                offered.mayOnlyFall().ifPresent(reason -> tree.put("mayOnlyFall", reason(reason)));
            }
            case BatchOffer.Refused(Reason reason) -> tree.put("refused", reason(reason));
            case BatchOffer.Unknown(Reason reason, Optional<Instant> check) -> tree.put("unknown", reason(reason));
        }
        history.ifPresent(entry -> {
            tree.put("unchangedSince", entry.since().toString());
            entry.lastWrite().ifPresent(reason -> tree.put("lastWrite", reason(reason)));
        });
        return tree;
    }

    private static Map<String, Object> plan(CapacityPlan plan) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "action",
                switch (plan) {
                    case CapacityPlan.Publish publish -> "publish";
                    case CapacityPlan.Withdraw withdraw -> "withdraw";
                    case CapacityPlan.Keep keep -> "keep";
                });
        tree.putAll(reason(plan.reason()));
        plan.nextCheck().ifPresent(at -> tree.put("nextCheck", at.toString()));
        return tree;
    }

    private static Map<String, Object> reason(Reason reason) {
        return Map.of("reason", reason.code().name(), "text", reason.text());
    }

    private static Map<String, Object> published(ExtendedAmount amount) {
        Map<String, Object> tree = new LinkedHashMap<>();
        amount.cpu().ifPresent(cpu -> tree.put("batchCpu", cpu.value()));
        amount.memory().ifPresent(memory -> tree.put("batchMemory", memory.value()));
        return tree;
    }

    private static Map<String, Object> report(NodeUsageReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("updateTime", text(report.updateTime()));
        tree.put("systemCpu", text(report.system().cpu().map(MilliCpu::value)));
        tree.put("systemMemory", text(report.system().memory().map(Bytes::value)));
        tree.put("pods", report.pods().size());
        return tree;
    }

    private static Object text(Reading<?> reading) {
        return switch (reading) {
            case Reading.Value<?>(Number number) -> number;
            case Reading.Value<?>(var value) -> String.valueOf(value);
            case Reading.Missing<?>(String cause) -> "missing: " + cause;
        };
    }

    private static Map<String, Object> strategy(NodeStrategy nodeStrategy) {
        return switch (nodeStrategy) {
            case NodeStrategy.Invalid(String why) -> Map.of("invalid", why);
            case NodeStrategy.Unavailable() -> Map.of("unavailable", "there has been no valid configuration yet");
            case NodeStrategy.Effective effective -> {
                ColocationStrategy strategy = effective.strategy();
                Map<String, Object> tree = new LinkedHashMap<>();
                tree.put("from", effective.sources());
                tree.put("enabled", effective.clusterEnabled() && strategy.enabled());
                tree.put("cpu", rule(strategy.cpu()));
                tree.put("memory", rule(strategy.memory()));
                tree.put("degradeAfter", strategy.sync().degradeAfter().toString());
                yield tree;
            }
        };
    }

    private static Map<String, Object> rule(ReclaimRule rule) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("policy", rule.policy().wireName());
        tree.put("reclaimThresholdPercent", rule.threshold().value());
        rule.cap().map(Percent::value).ifPresent(cap -> tree.put("capPercent", cap));
        return tree;
    }

    /** One column per resource, in the order in which the terms are subtracted. */
    private static Map<String, Object> formula(BatchFormula formula) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("capacity", amount(formula.capacity()));
        tree.put("margin", amount(formula.margin()));
        tree.put("kubeletReserved", amount(formula.kubeletReserved()));
        tree.put("annotationReserved", amount(formula.annotationReserved()));
        tree.put("systemUsed", amount(formula.systemUsed()));
        tree.put("onlineUsed", amount(formula.online().used()));
        tree.put("onlineRequested", amount(formula.online().requested()));
        tree.put("onlineLarger", amount(formula.online().larger()));
        tree.put("onlineCounted", amount(formula.counted()));
        tree.put("onlinePods", formula.online().counts().pods());
        tree.put("unmeasuredPods", formula.online().counts().unmeasured());
        tree.put("danglingPods", formula.online().counts().dangling());
        tree.put("beforeCap", amount(formula.beforeCap()));
        tree.put("batch", amount(formula.result()));
        tree.put("thirdParty", amount(formula.thirdParty()));
        tree.put("offer", amount(formula.offer()));
        return tree;
    }

    private static Map<String, Object> amount(CpuMemory amount) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("milliCpu", amount.cpu().value());
        tree.put("bytes", amount.memory().value());
        return tree;
    }
}
