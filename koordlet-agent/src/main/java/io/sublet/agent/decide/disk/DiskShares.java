package io.sublet.agent.decide.disk;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.disk.DisksReader;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodDiskQos;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits and weighs tiers and pods on block devices, as {@code resourceQOSStrategy.*.blkioQOS} and the pods' annotation say:
 * {@code beClass} the best-effort tier, {@code lsClass} the burstable tier, {@code cgroupRoot} the node's cost model. What other
 * programs have set of other devices stays.
 */
public final class DiskShares implements Policy {
    public static final String NAME = "disk";

    @Override
    public Verdict decide(Observation seen) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(DiskReason.PolicyUnknown);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(DiskReason.PodsUnknown);
        }
        if (!(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))) {
            return hold(DiskReason.TierMissing);
        }
        WantedDisk wanted =
                new WantedDisk(seen.resources().disks(), seen.knobs().supported());
        ResourceQos policy = slo.resources();
        wanted.addRoot(policy.root());
        wanted.add(tier.path(), policy.of(QosClass.BE).disk(), "");
        wanted.add(
                KubepodsLayout.burstableBeside(tier.path()),
                policy.of(QosClass.LS).disk(),
                "");
        List<String> invalid = new ArrayList<>();
        pods.forEach(pod -> add(pod, wanted, invalid));
        return decide(seen, wanted, invalid);
    }

    private static void add(PodObservation pod, WantedDisk wanted, List<String> invalid) {
        String annotation = pod.pod().marks().annotations().get(Annotations.BLKIO_QOS);
        switch (PodDiskQos.parse(annotation)) {
            case Parsed.Absent<DiskQos>() -> {}
            case Parsed.Valid<DiskQos>(DiskQos own) ->
                pod.cgroup().ifPresent(group -> wanted.add(group, own, pod.pod().cgroupUid()));
            case Parsed.Invalid<DiskQos>(String why) ->
                invalid.add(pod.pod().ref() + ": " + Annotations.BLKIO_QOS + ": " + why);
        }
    }

    private static Verdict decide(Observation seen, WantedDisk wanted, List<String> invalid) {
        List<Action> actions = new ArrayList<>();
        Reason why = Reason.of(DiskReason.Shared);
        wanted.values().forEach((key, devices) -> {
            if (now(seen, key) instanceof Reading.Value<KnobValue>(KnobValue.Devices now)) {
                Map<String, String> all = new TreeMap<>(original(seen, key, now).values());
                all.putAll(devices);
                KnobValue.Devices value = new KnobValue.Devices(all);
                if (!value.equals(now)) {
                    actions.add(new Action.SetKnob(key, value, why));
                }
            }
        });
        Reason noLonger = Reason.of(DiskReason.NoLongerAsked);
        for (KnobKey key : seen.held().keySet()) {
            if (isOfDisks(key.knob()) && !wanted.values().containsKey(key)) {
                actions.add(new Action.Release(key, noLonger));
            }
        }
        actions.sort(Comparator.comparing(Action::toString));
        Reason reason = actions.isEmpty()
                ? Reason.of(wanted.values().isEmpty() ? DiskReason.NotAsked : DiskReason.AsWanted)
                : wanted.values().isEmpty() ? noLonger : why;
        if (!wanted.unknown().isEmpty()) {
            reason = reason.with("unknown", wanted.unknown());
        }
        if (!invalid.isEmpty()) {
            reason = reason.with("invalid", invalid);
        }
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }

    private static Reading<KnobValue> now(Observation seen, KnobKey key) {
        Reading<KnobValue> ofRoot = seen.resources().disks().root().get(key.knob());
        return ofRoot == null ? seen.knobs().value(key.cgroup(), key.knob()) : ofRoot;
    }

    /** What was there before the agent came, to which its own values are added. */
    private static KnobValue.Devices original(Observation seen, KnobKey key, KnobValue.Devices now) {
        return seen.held().get(key) instanceof KnobValue.Devices held ? held : now;
    }

    private static boolean isOfDisks(Knob knob) {
        return ResourceKnobs.DISK.contains(knob) || DisksReader.ROOT_KNOBS.contains(knob);
    }

    private static Verdict.Hold hold(DiskReason why) {
        return new Verdict.Hold(NAME, Reason.of(why));
    }
}
