package io.sublet.webhook.pod.rule;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.pod.rule.Asked.Amount;
import io.sublet.webhook.pod.rule.Asked.Tier;
import io.sublet.webhook.pod.rule.PodRules.Breach;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pod asks for, by what it says of itself. */
final class ResourceRules {
    private static final String ALL_REQUESTS = "spec.containers[*].resources.requests[" + ResourceNames.CPU + "]";

    private ResourceRules() {}

    static List<Breach> check(PodDraft pod, Declared declared, Asked asked) {
        List<Breach> breaches = new ArrayList<>();
        batchNeedsBestEffort(declared, asked).ifPresent(breaches::add);
        wholeCpus(pod, declared).ifPresent(breaches::add);
        requestsAboveLimits(asked, breaches);
        oneTier(declared, asked).ifPresent(breaches::add);
        tiersOfTheClass(declared, asked, breaches);
        return breaches;
    }

    private static Optional<Breach> batchNeedsBestEffort(Declared declared, Asked asked) {
        boolean isBestEffort = declared.qos().filter(qos -> qos == QosClass.BE).isPresent();
        return isBestEffort
                ? Optional.empty()
                : asked.first(Tier.BATCH)
                        .map(amount -> new Breach(
                                PodRule.BatchNeedsBestEffort,
                                DeclarationRules.label(Labels.POD_QOS),
                                "Required value: must be BE, " + amount.field() + " is " + amount.text()));
    }

    private static Optional<Breach> wholeCpus(PodDraft pod, Declared declared) {
        boolean pins = declared.qos()
                .filter(qos -> qos == QosClass.LSR || qos == QosClass.LSE)
                .isPresent();
        if (!pins) {
            return Optional.empty();
        }
        try {
            BigDecimal cores = CpuRequest.of(pod.tree().path("spec"));
            if (cores.signum() == 0) {
                return Optional.of(new Breach(
                        PodRule.WholeCpus,
                        ALL_REQUESTS,
                        "Required value: a pod of QoS class " + declared.qosText() + " asks for whole CPUs"));
            }
            return cores.stripTrailingZeros().scale() <= 0
                    ? Optional.empty()
                    : Optional.of(new Breach(
                            PodRule.WholeCpus,
                            ALL_REQUESTS,
                            "Invalid value: \"" + cores.stripTrailingZeros().toPlainString() + "\": a pod of QoS class "
                                    + declared.qosText() + " asks for whole CPUs in sum"));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private static void requestsAboveLimits(Asked asked, List<Breach> breaches) {
        Map<String, Amount> limits = asked.limits();
        for (Amount amount : asked.amounts()) {
            if (amount.tier() == Tier.NATIVE || !amount.part().equals("requests")) {
                continue;
            }
            Optional.ofNullable(limits.get(amount.place()))
                    .filter(limit -> amount.value().compareTo(limit.value()) > 0)
                    .ifPresent(limit -> breaches.add(new Breach(
                            PodRule.RequestAboveLimit,
                            amount.field(),
                            "Invalid value: \"" + amount.text() + "\": must be at most the limit of " + limit.text())));
        }
    }

    private static Optional<Breach> oneTier(Declared declared, Asked asked) {
        Set<Tier> tiers = EnumSet.noneOf(Tier.class);
        for (Tier tier : Tier.values()) {
            if (asked.first(tier).isPresent()) {
                tiers.add(tier);
            }
        }
        if (tiers.size() > 1) {
            Amount odd = asked.first(tiers.iterator().next()).orElseThrow();
            return Optional.of(new Breach(
                    PodRule.MixedResources,
                    odd.field(),
                    "the pod asks for "
                            + tiers.toString().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "")
                            + " resources at once"));
        }
        boolean isBestEffort = declared.qos().filter(qos -> qos == QosClass.BE).isPresent();
        return isBestEffort
                ? asked.first(Tier.NATIVE)
                        .map(amount -> new Breach(
                                PodRule.NativeBestEffort,
                                amount.field(),
                                "a pod of QoS class BE takes native resources away from online services"))
                : Optional.empty();
    }

    private static void tiersOfTheClass(Declared declared, Asked asked, List<Breach> breaches) {
        for (Tier tier : List.of(Tier.MID, Tier.BATCH)) {
            asked.first(tier)
                    .filter(amount -> declared.priority() != tier.priority)
                    .ifPresent(amount -> breaches.add(new Breach(
                            PodRule.ResourcesOfOtherClass,
                            amount.field(),
                            "is for priority class " + tier.priority.wireName() + ", the pod has "
                                    + (declared.priority() == PriorityClass.NONE
                                            ? "none"
                                            : declared.priority().wireName()))));
        }
    }
}
