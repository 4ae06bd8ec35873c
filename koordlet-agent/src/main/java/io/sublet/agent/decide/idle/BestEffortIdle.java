package io.sublet.agent.decide.idle;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.GiveBack;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the best-effort tier into the idle scheduling class, so that an online thread that wakes up takes the CPU within
 * microseconds, whatever the loop is doing. The kubelet writes the tier's shares when it starts, and the kernel refuses that
 * write for an idle group, which keeps the kubelet from starting. So the tier is idle only while a kubelet that has started
 * long ago can be seen, and no longer once it is gone.
 */
public final class BestEffortIdle implements Policy {
    public static final String NAME = "idle";

    private final Duration kubeletMinUptime;

    /**
     * The policy.
     *
     * @param kubeletMinUptime how long the kubelet must have been up; it writes the shares in its first seconds
     */
    public BestEffortIdle(Duration kubeletMinUptime) {
        this.kubeletMinUptime = kubeletMinUptime;
    }

    @Override
    public Verdict decide(Observation seen) {
        Optional<Reason> danger = danger(seen.kubelet().state());
        if (danger.isPresent()) {
            return giveBack(seen.held(), danger.get());
        }
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Verdict.Hold(NAME, Reason.of(IdleReason.PolicyUnknown));
        }
        if (!slo.cpuSuppress().enabled() || !slo.bestEffortIdle()) {
            return giveBack(seen.held(), Reason.of(IdleReason.Disabled));
        }
        if (seen.knobs().supported().contains(Knob.CPU_BVT)
                && slo.cpu().scheduling().hasIdentity(QosClass.BE)) {
            return giveBack(seen.held(), Reason.of(IdleReason.IdentityInstead));
        }
        return switch (seen.tier()) {
            case Reading.Missing<BestEffortTier>(String cause) ->
                new Verdict.Hold(NAME, Reason.of(IdleReason.TierMissing).with("cause", cause));
            case Reading.Value<BestEffortTier>(BestEffortTier tier) -> makeIdle(tier);
        };
    }

    /** What to do between two ticks, when only the kubelet has been looked at: gives back, or holds. */
    public Verdict guard(KubeletState kubelet, Map<KnobKey, KnobValue> held) {
        return danger(kubelet)
                .map(reason -> giveBack(held, reason))
                .orElseGet(() -> new Verdict.Hold(NAME, Reason.of(IdleReason.AlreadyIdle)));
    }

    private Optional<Reason> danger(KubeletState kubelet) {
        return switch (kubelet) {
            case KubeletState.Gone() -> Optional.of(Reason.of(IdleReason.KubeletGone));
            case KubeletState.Unseen(String cause) ->
                Optional.of(Reason.of(IdleReason.KubeletUnseen).with("cause", cause));
            case KubeletState.Running(long pid, Duration uptime) ->
                uptime.compareTo(kubeletMinUptime) >= 0
                        ? Optional.empty()
                        : Optional.of(Reason.of(IdleReason.KubeletStarting)
                                .with("pid", pid)
                                .with("uptime", uptime.toSeconds() + "s")
                                .with("wanted", kubeletMinUptime.toSeconds() + "s"));
        };
    }

    private static Verdict makeIdle(BestEffortTier tier) {
        return switch (tier.idle()) {
            case Reading.Missing<Boolean>(String cause) ->
                new Verdict.Hold(NAME, Reason.of(IdleReason.NotSupported).with("cause", cause));
            case Reading.Value<Boolean>(Boolean idle) -> {
                if (idle) {
                    yield new Verdict.Hold(NAME, Reason.of(IdleReason.AlreadyIdle));
                }
                Reason reason = Reason.of(IdleReason.OnlineFirst);
                yield new Verdict.Act(NAME, List.of(new Action.SetIdle(tier.path(), reason)), reason);
            }
        };
    }

    private static boolean isOwn(KnobKey key) {
        return (key.knob() == Knob.CPU_IDLE || key.knob() == Knob.CPU_SHARES)
                && KubepodsLayout.isBestEffortTier(key.cgroup());
    }

    private static Verdict giveBack(Map<KnobKey, KnobValue> held, Reason reason) {
        List<Action> actions = GiveBack.of(BestEffortIdle::isOwn, held, Map.of(), reason);
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }
}
