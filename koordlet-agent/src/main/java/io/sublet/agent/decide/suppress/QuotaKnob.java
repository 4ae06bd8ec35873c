package io.sublet.agent.decide.suppress;

import io.sublet.agent.decide.Action;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.TierMember;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Suppression by the CPU time of the best-effort tier. On cgroup v1 the kernel refuses a tier whose share is below that of one of
 * its members, so the limit of such a member is lifted while the tier is narrower, which changes nothing for it.
 */
final class QuotaKnob {
    private QuotaKnob() {}

    static KnobChange change(
            BestEffortTier tier,
            Map<KnobKey, KnobValue> held,
            SuppressTarget target,
            Duration sinceLast,
            SurgePhase surge,
            SuppressReason code) {
        if (!(tier.quota() instanceof Reading.Value<CpuQuota>(CpuQuota current))
                || !(tier.period() instanceof Reading.Value<Duration>(Duration period))) {
            return new KnobChange(List.of(), target.reason(SuppressReason.KnobMissing));
        }
        Optional<CpuQuota> next = QuotaStep.next(current, period, target.target(), target.capacity(), sinceLast, surge);
        CpuQuota quota = next.orElse(current);
        Reason reason = target.reason(code)
                .with("quota", quota.toString())
                .with("hadQuota", current.toString())
                .with("period", CpuQuota.toMicros(period) + "us");
        List<Action> actions = new ArrayList<>();
        next.ifPresent(value -> actions.add(new Action.SetQuota(tier.path(), value, reason)));
        actions.addAll(members(tier, held, quota, reason));
        return actions.isEmpty()
                ? new KnobChange(
                        List.of(), target.reason(SuppressReason.WithinDeadBand).with("quota", quota.toString()))
                : new KnobChange(actions, reason);
    }

    private static List<Action> members(
            BestEffortTier tier, Map<KnobKey, KnobValue> held, CpuQuota limit, Reason reason) {
        List<Action> actions = new ArrayList<>();
        Duration period = tier.period().toOptional().orElse(KnobTable.DEFAULT_PERIOD);
        for (TierMember member : tier.members()) {
            Duration own = member.period().toOptional().orElse(KnobTable.DEFAULT_PERIOD);
            if (member.quota() instanceof Reading.Value<CpuQuota>(CpuQuota quota)
                    && !quota.isUnlimited()
                    && quota.isAbove(own, limit, period)) {
                actions.add(new Action.SetQuota(member.path(), CpuQuota.UNLIMITED, reason));
            }
            KnobKey key = new KnobKey(member.path(), Knob.CPU_QUOTA);
            if (isLifted(member)
                    && held.get(key) instanceof KnobValue.Quota(CpuQuota original)
                    && !original.isUnlimited()
                    && !original.isAbove(own, limit, period)) {
                actions.add(new Action.Release(key, reason));
            }
        }
        return actions;
    }

    /** Whether a member has no limit now, be it that it had none before. */
    static boolean isLifted(TierMember member) {
        return member.quota().map(CpuQuota::isUnlimited).toOptional().orElse(false);
    }
}
