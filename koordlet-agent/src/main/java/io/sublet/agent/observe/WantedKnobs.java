package io.sublet.agent.observe;

import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.knob.KnobReader;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.agent.observe.pod.HostApplicationsObserver;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SloExtensions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which knobs are looked at, worked out when what that goes by has changed. */
final class WantedKnobs {
    private static final KnobReader.Wanted UNTIL_FOUND = KnobReader.Wanted.ofPods(Optional.empty());

    private @Nullable KubepodsLayout lastLayout;
    private @Nullable Reading<NodeSlo> lastSlo;
    private @Nullable Map<KnobKey, KnobValue> lastHeld;
    private KnobReader.Wanted last = UNTIL_FOUND;

    /** What is wanted now; the same object while nothing has changed. */
    @SuppressWarnings("ReferenceEquality") // each of these is another object only when it may have changed
    KnobReader.Wanted of(Reading<KubepodsLayout> found, Reading<NodeSlo> slo, Map<KnobKey, KnobValue> held) {
        if (!(found instanceof Reading.Value<KubepodsLayout>(KubepodsLayout layout))) {
            return UNTIL_FOUND;
        }
        if (layout != lastLayout || slo != lastSlo || held != lastHeld) {
            lastLayout = layout;
            lastSlo = slo;
            lastHeld = held;
            ResourceQos resources = slo.map(NodeSlo::resources).toOptional().orElse(ResourceQos.DEFAULT);
            last = new KnobReader.Wanted(
                    Optional.of(layout.tier(KubeQos.GUARANTEED)),
                    layout.tiers(),
                    everyPods(slo, resources, held.keySet()),
                    ResourceKnobs.ofTiers(resources),
                    slo.map(NodeSlo::hostApplications).toOptional().orElse(List.of()).stream()
                            .flatMap(application -> HostApplicationsObserver.group(application, found).stream())
                            .toList());
        }
        return last;
    }

    private static Set<Knob> everyPods(Reading<NodeSlo> slo, ResourceQos resources, Set<KnobKey> held) {
        Set<Knob> knobs = new HashSet<>(ResourceKnobs.ofAll(resources, held));
        List<PodQosRule> podQos = slo.map(NodeSlo::extensions)
                .map(SloExtensions::podQos)
                .toOptional()
                .orElse(List.of());
        if (podQos.stream().anyMatch(rule -> !rule.memory().equals(PodQosRule.Memory.NONE))) {
            knobs.addAll(ResourceKnobs.MEMORY);
        }
        boolean weighs = podQos.stream()
                .anyMatch(rule ->
                        rule.cpu().weight().isPresent() || rule.cpu().idle().isPresent());
        if (weighs || held.stream().anyMatch(WantedKnobs::isWeightOfOnlinePod)) {
            knobs.add(Knob.CPU_SHARES);
            knobs.add(Knob.CPU_IDLE);
        }
        return knobs;
    }

    /** What is held of best effort is looked at in any case. */
    private static boolean isWeightOfOnlinePod(KnobKey key) {
        return key.knob() == Knob.CPU_SHARES && !key.cgroup().path().contains("besteffort");
    }
}
