package io.sublet.manager.http;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.ReclaimRule;
import io.sublet.crds.config.StableOffer;
import io.sublet.manager.overcommit.BatchFormula;
import io.sublet.manager.overcommit.CapacityPlan;
import io.sublet.manager.overcommit.CapacityRatios;
import io.sublet.manager.overcommit.MidFormula;
import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.NodeOffer;
import io.sublet.manager.overcommit.OfferHold;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.overcommit.ZoneFormula;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An assessment as a JSON tree for a person: CPU in milli-CPUs, memory in bytes. */
final class NodeExplanation {
    private NodeExplanation() {}

    static Map<String, Object> of(NodeAssessment found, Optional<WriteLedger.Entry> history) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", found.situation().node().name());
        tree.put("plan", plan(found.plan()));
        tree.put("published", published(found.situation().node().published().allocatable()));
        tree.put("report", report(found.situation().report()));
        tree.put("strategy", strategy(found.situation().strategy()));
        tree.put("ratios", ratios(found.ratios()));
        switch (found.offer()) {
            case NodeOffer.Offered offered -> {
                tree.put("batch", batch(offered.batch()));
                found.hold().ifPresent(hold -> tree.put("hold", hold(hold)));
                tree.put("mid", mid(offered.mid()));
                tree.put("zones", zones(found, offered));
                tree.put("validUntil", offered.validUntil().toString());
                offered.mayOnlyFall().ifPresent(reason -> tree.put("mayOnlyFall", reason(reason)));
                found.situation().closed().ifPresent(why -> tree.put("closedToBatch", why));
            }
            case NodeOffer.Refused(Reason reason) -> tree.put("refused", reason(reason));
            case NodeOffer.Unknown(Reason reason, Optional<Instant> check) -> tree.put("unknown", reason(reason));
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

    private static Map<String, Object> published(ExtendedResources shown) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (ExtendedResource resource : ExtendedResource.values()) {
            shown.value(resource).ifPresent(value -> tree.put(resource.label(), value));
        }
        return tree;
    }

    private static Map<String, Object> report(NodeUsageReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("updateTime", text(report.updateTime()));
        tree.put("systemCpu", text(report.system().cpu().map(MilliCpu::value)));
        tree.put("systemMemory", text(report.system().memory().map(Bytes::value)));
        tree.put("nodeCpu", text(report.node().cpu().map(MilliCpu::value)));
        tree.put("nodeMemory", text(report.node().memory().map(Bytes::value)));
        tree.put("pods", report.pods().size());
        return tree;
    }

    private static Object text(Reading<?> reading) {
        return switch (reading) {
            case Reading.Value<?>(Number number) -> number;
            case Reading.Value<?>(CpuMemory amount) -> amount(amount);
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
                tree.put("mid", strategy.mid().mode().name().toLowerCase(Locale.ROOT));
                tree.put("stableOffer", stableOffer(strategy.stableOffer()));
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

    private static Map<String, Object> stableOffer(StableOffer rule) {
        return Map.of(
                "enabled", rule.enabled(),
                "holdSeconds", rule.hold().toSeconds(),
                "quantilePercent", rule.quantile().value());
    }

    private static Map<String, Object> ratios(CapacityRatios ratios) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cpuNormalization", reason(ratios.normalization().reason()));
        tree.put("speed", ratios.normalization().speed().toString());
        tree.put("amplification", reason(ratios.amplification().reason()));
        return tree;
    }

    /** One column per resource, in the order in which the terms are subtracted. */
    private static Map<String, Object> batch(BatchFormula formula) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("capacity", amount(formula.machine().capacity()));
        tree.put("margin", amount(formula.margin()));
        tree.put("kubeletReserved", amount(formula.machine().kubeletReserved()));
        tree.put("annotationReserved", amount(formula.machine().annotationReserved()));
        tree.put("systemUsed", amount(formula.systemUsed()));
        tree.put("systemOrReserved", amount(formula.base()));
        tree.put("onlineUsed", amount(formula.online().all().used()));
        tree.put("onlineRequested", amount(formula.online().all().requested()));
        tree.put("onlineLarger", amount(formula.online().all().larger()));
        tree.put("onlineCounted", amount(formula.counted()));
        tree.put("onlinePods", formula.online().counts().pods());
        tree.put("unmeasuredPods", formula.online().counts().unmeasured());
        tree.put("danglingPods", formula.online().counts().dangling());
        tree.put("beforeCap", amount(formula.beforeCap()));
        tree.put("capped", amount(formula.capped()));
        tree.put("midUnused", amount(formula.midUnused()));
        tree.put("headroomBesideMid", amount(formula.headroom()));
        tree.put("offer", amount(formula.result()));
        Map<String, Object> thirdParty = new LinkedHashMap<>();
        thirdParty.put(
                "normalizedMilliCpu", formula.machine().thirdParty().batchCpu().value());
        thirdParty.put("bytes", formula.machine().thirdParty().batchMemory().value());
        tree.put("thirdParty", thirdParty);
        return tree;
    }

    private static Map<String, Object> hold(OfferHold hold) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("held", amount(hold.amount()));
        hold.waiting().ifPresent(waiting -> {
            tree.put("offer", amount(waiting.offer()));
            tree.put("lowOfTheLastMinutes", amount(waiting.low()));
            tree.put("mayRiseAt", waiting.next().map(Instant::toString).orElse("not before the next report"));
        });
        return tree;
    }

    private static Map<String, Object> mid(MidFormula formula) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("static", formula.isStatic());
        tree.put("reclaimable", text(formula.reclaimable()));
        tree.put("unused", text(formula.unused()));
        tree.put("base", amount(formula.base()));
        tree.put("unallocated", amount(formula.unallocated()));
        tree.put("extra", amount(formula.extra()));
        tree.put("cap", amount(formula.cap()));
        tree.put("offer", amount(formula.amount()));
        return tree;
    }

    private static List<Object> zones(NodeAssessment found, NodeOffer.Offered offered) {
        List<Object> zones = new ArrayList<>();
        for (ZoneFormula formula : offered.zones()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("zone", formula.name());
            tree.put("capacity", amount(formula.capacity()));
            tree.put("margin", amount(formula.margin()));
            tree.put("systemOrReserved", amount(formula.base()));
            tree.put("onlineCounted", amount(formula.counted()));
            tree.put("offer", amount(formula.result()));
            found.situation()
                    .topology()
                    .map(topology -> topology.zones().get(formula.index()))
                    .ifPresent(zone -> {
                        zone.batchCpu().value().ifPresent(value -> tree.put("publishedCpu", value));
                        zone.batchMemory().value().ifPresent(value -> tree.put("publishedMemory", value));
                    });
            zones.add(tree);
        }
        return zones;
    }

    private static Map<String, Object> amount(CpuMemory amount) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("milliCpu", amount.cpu().value());
        tree.put("bytes", amount.memory().value());
        return tree;
    }
}
