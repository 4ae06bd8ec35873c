package io.sublet.agent;

import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.decide.suppress.SurgeGuard;
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
import java.util.OptionalLong;

/**
 * A look between two ticks: is the kubelet still there, has online usage jumped? Reads two files while all is well, and that of the kubelet less often. It only takes
 * from best effort, or gives the idle flag back; giving CPU is left to the tick.
 */
final class FastLoop {
    /** What a look leads to. */
    enum Next {
        NOTHING,
        /** The set of CPUs has to be chosen anew, which takes a whole tick. */
        TICK_NOW
    }

    /** How often it is seen that the kubelet is there. */
    private static final long KUBELET_NANOS = 100_000_000L;

    private final AgentLoop loop;
    private final NodeObserver observer;
    private final FastWatch watch;
    private final BestEffortIdle idle;
    private OptionalLong surge = OptionalLong.empty();
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
        if (!(watch.look(known.path(), nanoTime, cpus)
                        instanceof Reading.Value<FastWatch.Usage>(FastWatch.Usage(MilliCpu node, MilliCpu rest)))
                || !isSurging(last, known, node, rest, nanoTime)) {
            return Next.NOTHING;
        }
        CpuSuppressRule.Policy knob = last.slo()
                .map(slo -> CpuSuppress.knob(slo.cpuSuppress(), last.kubelet().assignsCpus()))
                .toOptional()
                .orElse(CpuSuppressRule.Policy.CPUSET);
        if (knob == CpuSuppressRule.Policy.CPUSET) {
            return Next.TICK_NOW;
        }
        BestEffortTier fresh = watch.refresh(known);
        loop.between(SurgeGuard.decide(last, fresh, node, rest), fresh.values(), now, nanoTime);
        return Next.NOTHING;
    }

    /** A surge is followed until a whole window has seen nothing else, though what is taken meanwhile makes the node less busy. */
    private boolean isSurging(Observation last, BestEffortTier known, MilliCpu node, MilliCpu rest, long nanoTime) {
        if (SurgeGuard.isOver(last, node) && SurgeGuard.isSurge(last, watch.withQuota(known), rest)) {
            surge = OptionalLong.of(nanoTime);
        }
        return surge.isPresent() && nanoTime - surge.getAsLong() <= FastWatch.WINDOW.toNanos();
    }
}
