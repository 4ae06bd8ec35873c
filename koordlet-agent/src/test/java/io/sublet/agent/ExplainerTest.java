package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Holding;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.Events;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.decide.suppress.SuppressReason;
import io.sublet.agent.explain.Capability;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.metrics.Counters;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.plan.Write;
import io.sublet.agent.replay.ObservationLog;
import io.sublet.agent.runtime.RuntimeStatus;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Observation SEEN = Seen.onCpus(4).build();
    private static final Action.SetQuota NARROW =
            new Action.SetQuota(Seen.TIER, new CpuQuota(50_000), Reason.of(SuppressReason.OnlineUsage));

    private final FakeStore store = new FakeStore();
    private final Explainer explainer = new Explainer(
            new Ledger(store),
            new ObservationLog(store, ObservationLog.Keep.NONE),
            new Counters(),
            new Announcer(() -> Reading.missing("of no matter"), new Events() {
                @Override
                public void warn(About object, String reason, String note) {}

                @Override
                public void tell(About object, String reason, String note) {}
            }));

    @Test
    void aRefusalIsOverWhenNothingIsWantedOfTheKernelAnyMore() {
        Write write = new Write(
                new KnobKey(Seen.TIER, Knob.CPU_QUOTA),
                new KnobValue.Quota(NARROW.quota()),
                NARROW,
                true,
                Optional.empty());
        tick(
                new Verdict.Act(CpuSuppress.NAME, List.of(NARROW), NARROW.reason()),
                List.of(new Outcome.Rejected(write, "EBUSY")),
                Holding.NOTHING);
        assertThat(capability("cpuSuppress").state()).isEqualTo(State.DEGRADED);

        tick(new Verdict.Hold(CpuSuppress.NAME, Reason.of(SuppressReason.Settled)), List.of(), Holding.NOTHING);
        assertThat(capability("cpuSuppress").state()).isEqualTo(State.ENFORCED);
    }

    @Test
    void namesWhatOnlyALaterVersionCanGiveBack() {
        tick(
                new Verdict.Hold("mode", Reason.of(ModeReason.ModeChanged)),
                List.of(),
                new Holding(2, List.of("/kubepods CPU_LATENCY")));
        assertThat(capability("colocation"))
                .isEqualTo(new Capability(
                        "colocation",
                        State.DEGRADED,
                        "mode enforce; 2 values are held; a later version of the agent has changed, and alone can give back: "
                                + "/kubepods CPU_LATENCY"));
    }

    private void tick(Verdict verdict, List<Outcome> outcomes, Holding left) {
        explainer.decided(NOW, 1, verdict, outcomes);
        explainer.ticked(SEEN, new SloState(SEEN.slo(), Optional.empty()), Mode.ENFORCE, List.of(verdict), true, left);
    }

    private Capability capability(String feature) {
        return explainer.capabilities(new RuntimeStatus.NotAsked()).stream()
                .filter(one -> one.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }
}
