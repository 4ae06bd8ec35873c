package io.sublet.agent.decide.identity;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.HostApplications;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuQosDocument;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives the tiers, pods and applications outside of pods the identity of their class ({@code cpu.bvt_warp_ns}), by which the kernel lets one run sooner than the other.
 * The group above all pods, in which the Guaranteed ones are, keeps none. Only on kernels that have it; elsewhere {@link
 * io.sublet.agent.decide.idle} does what can be done.
 */
public final class GroupIdentity implements RememberingPolicy<Settled> {
    public static final String NAME = "identity";

    @Override
    public Settled start() {
        return Settled.NOT_YET;
    }

    @Override
    public Step<Settled> decide(Observation seen, Settled memory) {
        if (!seen.knobs().supported().contains(Knob.CPU_BVT)) {
            return hold(IdentityReason.NotSupported, memory);
        }
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(IdentityReason.PolicyUnknown, memory);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(IdentityReason.PodsUnknown, memory);
        }
        if (!(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))) {
            return hold(IdentityReason.TierMissing, memory);
        }
        List<Object> inputs = List.of(
                seen.knobs(), Settled.described(pods), slo.cpu().scheduling(), tier.path(), HostApplications.of(seen));
        Optional<Verdict> again = memory.again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        Plan plan = new Plan(seen, slo.cpu().scheduling());
        plan.tier(tier.path(), QosClass.BE);
        plan.tier(KubepodsLayout.burstableBeside(tier.path()), QosClass.LS);
        pods.forEach(plan::pod);
        plan.applications();
        Verdict verdict = plan.verdict();
        return new Step<>(verdict, Settled.of(inputs, verdict));
    }

    private static Step<Settled> hold(IdentityReason code, Settled memory) {
        return new Step<>(new Verdict.Hold(NAME, Reason.of(code)), memory);
    }

    /** What comes of one observation, in the making. */
    private static final class Plan {
        private final Observation seen;
        private final SchedulingRule rule;
        private final List<Action> actions = new ArrayList<>();
        private final List<String> invalid = new ArrayList<>();

        Plan(Observation seen, SchedulingRule rule) {
            this.seen = seen;
            this.rule = rule;
        }

        void tier(CgroupPath group, QosClass qos) {
            put(group, identity(qos), IdentityReason.OfClass);
        }

        void pod(PodObservation pod) {
            PodView view = pod.pod();
            QosClass qos = classOf(view);
            OptionalInt wanted = identity(qos);
            String annotation = view.marks().annotations().get(Annotations.CPU_QOS);
            boolean own = qos == QosClass.LS && annotation != null && wanted.isPresent();
            if (own) {
                switch (CpuQosDocument.identity(annotation)) {
                    case Parsed.Valid<Integer>(Integer identity) -> wanted = OptionalInt.of(identity);
                    case Parsed.Invalid<Integer>(String why) ->
                        invalid.add(view.ref() + ": " + Annotations.CPU_QOS + ": " + why);
                    case Parsed.Absent<Integer>() -> {}
                }
            }
            IdentityReason why = own ? IdentityReason.OfPod : IdentityReason.OfClass;
            OptionalInt identity = wanted;
            pod.cgroup().ifPresent(group -> put(group, identity, why));
        }

        void applications() {
            for (HostApplications.Placed placed : HostApplications.of(seen)) {
                put(placed.cgroup(), identity(placed.application().qos()), IdentityReason.OfClass);
            }
            for (KnobKey key : HostApplications.forgotten(seen, Knob.CPU_BVT)) {
                actions.add(new Action.Release(key, Reason.of(IdentityReason.NotAsked)));
            }
        }

        /** By the pod's word; a Guaranteed one without a word has that of LSR if there is one, else that of LS. */
        private QosClass classOf(PodView pod) {
            boolean said = pod.marks().labels().containsKey(Labels.POD_QOS);
            boolean isLs = !said
                    && pod.kubeQos() == KubeQos.GUARANTEED
                    && !rule.of(QosClass.LSR).enabled();
            return isLs ? QosClass.LS : pod.qos();
        }

        private OptionalInt identity(QosClass qos) {
            return rule.hasIdentity(qos) ? OptionalInt.of(rule.of(qos).identity()) : OptionalInt.empty();
        }

        private void put(CgroupPath group, OptionalInt wanted, IdentityReason why) {
            KnobKey key = new KnobKey(group, Knob.CPU_BVT);
            if (wanted.isEmpty()) {
                if (seen.held().containsKey(key)) {
                    actions.add(new Action.Release(key, Reason.of(IdentityReason.NotAsked)));
                }
            } else if (seen.knobs().value(group, Knob.CPU_BVT) instanceof Reading.Value<KnobValue>(KnobValue now)) {
                KnobValue value = new KnobValue.Whole(wanted.getAsInt());
                if (!now.equals(value)) {
                    actions.add(new Action.SetKnob(key, value, Reason.of(why)));
                }
            }
        }

        Verdict verdict() {
            boolean asked = rule.classes().keySet().stream().anyMatch(rule::hasIdentity);
            IdentityReason idle = !asked
                    ? IdentityReason.NotAsked
                    : invalid.isEmpty() ? IdentityReason.Settled : IdentityReason.SpecInvalid;
            Reason told =
                    Reason.of(actions.isEmpty() ? idle : asked ? IdentityReason.OfClass : IdentityReason.NotAsked);
            Reason reason = invalid.isEmpty() ? told : told.with("invalid", String.join("; ", invalid));
            return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
        }
    }
}
