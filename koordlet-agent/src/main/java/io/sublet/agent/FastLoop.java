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
import io.sublet.agent.observe.SurgePhase;
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
    private Optional<BestEffortTier> limits = Optional.empty();
    private boolean givenBack = true;

    /** Whether the last answer found nothing more to take. */
    private boolean exhausted;

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
            forget();
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
            return weigh(last, known, usage, new Moment(node.capacity().cpu(), now, nanoTime));
        }
        forget();
        return Next.NOTHING;
    }

    /** What is not seen brings nothing back at once. */
    private void forget() {
        meter = SurgeMeter.NONE;
        exhausted = false;
        comeback = Optional.empty();
    }

    private record Moment(MilliCpu capacity, Instant now, long nanoTime) {}

    private Next weigh(Observation last, BestEffortTier known, FastWatch.Usage usage, Moment at) {
        meter = SurgeGuard.beyond(last, usage, limits(known))
                .map(beyond -> meter.next(beyond, usage, at.capacity))
                .orElse(SurgeMeter.NONE);
        if (meter.isSurge(at.capacity)) {
            return answer(last, known, usage.node(), at);
        }
        exhausted &= suspects();
        comeback = comeback.map(back -> back.calm(usage.online(), usage.elapsed()));
        return !givenBack && comeback.filter(back -> back.isDue(at.nanoTime)).isPresent()
                ? Next.TICK_NOW
                : Next.NOTHING;
    }

    /** With the quota as the tick or the last answer has left it, which is read once after each. */
    private BestEffortTier limits(BestEffortTier known) {
        BestEffortTier now = limits.orElseGet(() -> watch.withQuota(known));
        limits = Optional.of(now);
        return now;
    }

    /** Whether a surge may be about to begin, or has just begun. */
    boolean suspects() {
        return !isIdle() && !meter.equals(SurgeMeter.NONE);
    }

    /** Whether the sooner the next look comes the better: a surge may be beginning or growing, and there is something to take. */
    boolean hurries() {
        return suspects() && !exhausted;
    }

    private Next answer(Observation last, BestEffortTier known, MilliCpu used, Moment at) {
        CpuSuppressRule.Policy knob = last.slo()
                .map(slo -> CpuSuppress.knob(slo.cpuSuppress(), last.kubelet().assignsCpus()))
                .toOptional()
                .orElse(CpuSuppressRule.Policy.CPUSET);
        BestEffortTier tier = limits(known);
        MilliCpu online = SurgeGuard.online(last, meter, at.capacity);
        meter = meter.answered();
        if (knob == CpuSuppressRule.Policy.CPUSET) {
            took(tier, last, at);
            exhausted = true;
            return Next.TICK_NOW;
        }
        exhausted = !(SurgeGuard.decide(last, tier, used, online) instanceof Verdict.Act);
        if (!exhausted) {
            took(tier, last, at);
            BestEffortTier fresh = watch.refresh(known);
            loop.between(SurgeGuard.decide(last, fresh, used, online), fresh.values(), at.now, at.nanoTime);
            limits = Optional.empty();
        } else if (comeback.filter(back -> back.isLasting(at.nanoTime)).isPresent()) {
            took(tier, last, at);
        }
        return Next.NOTHING;
    }

    private void took(BestEffortTier tier, Observation last, Moment at) {
        comeback = Optional.of(Comeback.surge(comeback, SurgeGuard.allowed(tier, last), at.nanoTime));
        givenBack = false;
    }

    /**
     * What the tick that begins now is to know of a surge.
     *
     * @param last what the one before has observed
     */
    SurgePhase surge(Optional<Observation> last, long nanoTime) {
        limits = Optional.empty();
        if (comeback.filter(back -> back.isLasting(nanoTime)).isPresent()) {
            return new SurgePhase.Lasting();
        }
        Optional<Comeback> due = comeback.filter(back -> back.isDue(nanoTime));
        givenBack |= due.isPresent();
        return due.<SurgePhase>flatMap(back -> last.flatMap(seen -> SurgeGuard.left(seen, back.level()))
                        .map(left -> new SurgePhase.Over(left.min(back.before()).atLeastZero())))
                .orElse(SurgePhase.CALM);
    }
}
