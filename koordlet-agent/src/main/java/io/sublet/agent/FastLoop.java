package io.sublet.agent;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.decide.suppress.Comeback;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.decide.suppress.SurgeGuard;
import io.sublet.agent.decide.suppress.SurgeMeter;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.FastWatch;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.Observation;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A look between two ticks: is the kubelet still there, has online usage jumped? Reads two files while all is well, and that of the kubelet less often. It only takes
 * from best effort, or gives the idle flag back; giving CPU is left to the tick, which it brings forward when a surge is over.
 */
final class FastLoop {
    /** What a look leads to. */
    enum Next {
        NOTHING,
        /** The set of CPUs has to be chosen anew, or a surge is over: that takes a whole tick. */
        TICK_NOW
    }

    /** How often it is seen that the kubelet is there. */
    private static final long KUBELET_NANOS = 100_000_000L;

    private final AgentLoop loop;
    private final NodeObserver observer;
    private final FastWatch watch;
    private final BestEffortIdle idle;
    private SurgeMeter meter = SurgeMeter.NONE;
    private Optional<Comeback> comeback = Optional.empty();
    private boolean givenBack = true;
    private OptionalLong kubeletSeen = OptionalLong.empty();

    FastLoop(AgentLoop loop, NodeObserver observer, BestEffortIdle idle) {
        this.loop = loop;
        this.observer = observer;
        this.watch = observer.fastWatch();
        this.idle = idle;
    }

    /** Whether there is anything to look at, between two ticks. */
    boolean isIdle() {
        return !loop.isEnforced() && loop.held().isEmpty();
    }

    Next look(Observation last, Instant now, long nanoTime) {
        if (kubeletSeen.isEmpty() || nanoTime - kubeletSeen.getAsLong() >= KUBELET_NANOS) {
            kubeletSeen = OptionalLong.of(nanoTime);
            loop.between(idle.guard(observer.kubelet().check(), loop.held()), Map.of(), now, nanoTime);
        }
        if (!loop.isEnforced() || !(last.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier known))) {
            return Next.NOTHING;
        }
        int cpus = last.machine()
                .topology()
                .map(CpuTopology::cpus)
                .toOptional()
                .map(List::size)
                .orElse(1);
        if (watch.look(known.path(), nanoTime, cpus) instanceof Reading.Value<FastWatch.Usage>(FastWatch.Usage usage)
                && last.node() instanceof Reading.Value<NodeView>(NodeView node)) {
            MilliCpu capacity = node.capacity().cpu();
            meter = SurgeGuard.beyond(last, usage, () -> watch.withQuota(known))
                    .map(beyond -> meter.next(beyond, usage.online(), usage.elapsed(), capacity))
                    .orElse(SurgeMeter.NONE);
            if (meter.isSurge(capacity)) {
                return answer(last, watch.refresh(known), usage.node(), now, nanoTime);
            }
        }
        return !givenBack && comeback.flatMap(back -> back.due(nanoTime)).isPresent() ? Next.TICK_NOW : Next.NOTHING;
    }

    private Next answer(Observation last, BestEffortTier tier, MilliCpu used, Instant now, long nanoTime) {
        CpuSuppressRule.Policy knob = last.slo()
                .map(slo -> CpuSuppress.knob(slo.cpuSuppress(), last.kubelet().assignsCpus()))
                .toOptional()
                .orElse(CpuSuppressRule.Policy.CPUSET);
        if (knob == CpuSuppressRule.Policy.CPUSET) {
            meter = meter.answered();
            took(SurgeGuard.allowed(tier, last), nanoTime);
            return Next.TICK_NOW;
        }
        Verdict verdict = SurgeGuard.decide(last, tier, used, meter.level());
        if (verdict instanceof Verdict.Act) {
            meter = meter.answered();
            took(SurgeGuard.allowed(tier, last), nanoTime);
        }
        loop.between(verdict, tier.values(), now, nanoTime);
        return Next.NOTHING;
    }

    private void took(MilliCpu had, long nanoTime) {
        comeback = Optional.of(Comeback.after(comeback, had, nanoTime));
        givenBack = false;
    }

    /** What the tick that begins now may give back at once, after a surge that is over. */
    Optional<MilliCpu> giveBack(long nanoTime) {
        Optional<MilliCpu> due = comeback.flatMap(back -> back.due(nanoTime));
        givenBack |= due.isPresent();
        return due;
    }
}
