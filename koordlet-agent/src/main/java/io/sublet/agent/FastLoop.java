package io.sublet.agent;

import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.decide.suppress.SurgeGuard;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.FastWatch;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.Beat;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A look between two ticks: is the kubelet still there, has online usage jumped? Reads three files while all is well. It only takes
 * from best effort, or gives the idle flag back; giving CPU is left to the tick.
 */
final class FastLoop {
    /** What a look leads to. */
    enum Next {
        NOTHING,
        /** The set of CPUs has to be chosen anew, which takes a whole tick. */
        TICK_NOW
    }

    private final AgentLoop loop;
    private final NodeObserver observer;
    private final FastWatch watch;
    private final BestEffortIdle idle;

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
        loop.between(idle.guard(observer.kubelet().check(), loop.held()), Map.of(), now, nanoTime);
        if (!loop.isEnforced() || !(last.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier known))) {
            return Next.NOTHING;
        }
        int cpus = last.machine()
                .topology()
                .map(CpuTopology::cpus)
                .toOptional()
                .map(List::size)
                .orElse(1);
        Beat look = watch.look(nanoTime, cpus);
        Reading<MilliCpu> used = watch.node(look);
        Reading<MilliCpu> bestEffort = watch.tier(known.path(), look);
        if (!(used instanceof Reading.Value<MilliCpu>(MilliCpu node))
                || !(bestEffort instanceof Reading.Value<MilliCpu>(MilliCpu tier))
                || !SurgeGuard.isSurge(last, node)) {
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
        loop.between(SurgeGuard.decide(last, fresh, node, tier), fresh.values(), now, nanoTime);
        return Next.NOTHING;
    }
}
