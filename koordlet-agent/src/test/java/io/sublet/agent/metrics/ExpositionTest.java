package io.sublet.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.act.Holding;
import io.sublet.agent.cluster.FeedStatus;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.cache.BandwidthReason;
import io.sublet.agent.decide.interference.InterferenceReason;
import io.sublet.agent.decide.latency.LatencyReason;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.decide.watermark.Standing;
import io.sublet.agent.decide.watermark.WatermarkReason;
import io.sublet.agent.metrics.Exposition.Format;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    @Test
    void writesTheTextOfPrometheus() {
        Exposition out = new Exposition(Format.PROMETHEUS);
        write(out);
        assertThat(out.end()).isEqualTo("""
            # HELP a_total how \\\\ often\\n
            # TYPE a_total counter
            a_total{x="1",y="a\\"b\\\\c\\nd"} 3
            a_total{x="2",y=""} 0.25
            # HELP old without an ending
            # TYPE old counter
            old 12345678901
            """);
    }

    @Test
    void writesTheTextOfOpenMetrics() {
        Exposition out = new Exposition(Format.OPEN_METRICS);
        write(out);
        assertThat(out.end()).isEqualTo("""
            # HELP a how \\\\ often\\n
            # TYPE a counter
            a_total{x="1",y="a\\"b\\\\c\\nd"} 3
            a_total{x="2",y=""} 0.25
            # HELP old without an ending
            # TYPE old unknown
            old 12345678901
            # EOF
            """);
    }

    private static void write(Exposition out) {
        out.family("a_total", Exposition.Type.COUNTER, "how \\ often\n")
                .sample(3, "x", "1", "y", "a\"b\\c\nd")
                .sample(0.25, "x", "2", "y", "");
        out.family("old", Exposition.Type.COUNTER, "without an ending").sample(12345678901.0);
        out.family("empty", Exposition.Type.GAUGE, "has no sample and is left out");
    }

    @Test
    void picksTheFormThatIsAskedFor() {
        assertThat(Format.of(null)).isEqualTo(Format.PROMETHEUS);
        assertThat(Format.of("text/plain")).isEqualTo(Format.PROMETHEUS);
        assertThat(Format.of("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
                .isEqualTo(Format.OPEN_METRICS);
    }

    @Test
    void writesEachFamilyOnce() {
        Exposition out = new Exposition(Format.PROMETHEUS).family("a", Exposition.Type.GAUGE, "");
        assertThatThrownBy(() -> out.family("a", Exposition.Type.GAUGE, "")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void showsTheLastTickAndLeavesOutWhatIsMissing() {
        LastTick tick = new LastTick(
                Seen.onCpus(4)
                        .at(Duration.ofSeconds(7))
                        .used(2500)
                        .pod(QosClass.LS, KubeQos.BURSTABLE, 1500)
                        .build(),
                Mode.OBSERVE,
                OptionalLong.of(-250),
                new Holding(3, List.of("/a CPU_LATENCY")),
                List.of(
                        new Verdict.Hold(
                                "latency/web",
                                Reason.of(LatencyReason.LatencyMissed)
                                        .with("ofLimit", 1.5)
                                        .with("allowance", new MilliCpu(250))),
                        new Verdict.Hold(
                                "interference",
                                Reason.of(InterferenceReason.InterferenceTreated)
                                        .with("cases", List.of("a"))
                                        .with("cacheSteps", 2)
                                        .with("named", 3L)),
                        new Verdict.Hold(
                                "bandwidth",
                                Reason.of(BandwidthReason.BandwidthHeld)
                                        .with("saturatedDomains", 1L)
                                        .with("steps", 3)),
                        new Verdict.Hold(
                                "watermark/hot",
                                Reason.of(WatermarkReason.WatermarkInForce).with(RuleBook.STATE, Standing.IN_FORCE))));
        Exposition out = new Exposition(Format.OPEN_METRICS);
        new NodeGauges(() -> Optional.of(tick)).write(out);
        new PodSeries(() -> Optional.of(tick)).write(out);
        new LatencyGauges(() -> Optional.of(tick)).write(out);
        new InterferenceGauges(() -> Optional.of(tick)).write(out);
        new RuleGauges(() -> Optional.of(tick)).write(out);
        new FeedMetrics(() -> new FeedMetrics.State(List.of(new FeedStatus("pods", true, true, "", 2)), 0, 5, 1))
                .write(out);
        Counters counters = new Counters();
        counters.count(Counters.Name.HOLDS, "suppress", "Settled");
        counters.loop(0.004);
        counters.write(out);
        assertThat(out.end())
                .contains("sublet_agent_node_cpu_cores 2.5\n")
                .contains("sublet_agent_system_cpu_cores 1\n")
                .contains("sublet_agent_priority_usage_cores{priority=\"koord-prod\"} 1.5\n")
                .contains("sublet_agent_suppress_target_cores -0.25\n")
                .contains("sublet_agent_latency_of_limit_ratio{target=\"web\"} 1.5\n")
                .contains("sublet_agent_latency_allowance_cores{target=\"web\"} 0.25\n")
                .contains("sublet_agent_latency_unknown{target=\"web\"} 0\n")
                .contains("sublet_agent_interference_victims 0\n")
                .contains("sublet_agent_interference_treated 1\n")
                .contains("sublet_agent_interference_cache_steps 2\n")
                .contains("sublet_agent_interference_named_total 3\n")
                .contains("sublet_agent_interference_bandwidth_steps 3\n")
                .contains("sublet_agent_interference_saturated_domains 1\n")
                .contains("sublet_agent_rule_state{rule=\"hot\",state=\"in-force\"} 1\n")
                .contains("sublet_agent_rule_state{rule=\"hot\",state=\"kept\"} 0\n")
                .contains("sublet_agent_mode{mode=\"observe\"} 1\n")
                .contains("sublet_agent_held_values 3\n")
                .contains("sublet_agent_later_version_values 1\n")
                .contains("sublet_agent_last_success_timestamp_seconds 7\n")
                .contains("sublet_agent_pod_cpu_cores{namespace=\"default\",pod=\"pod-0\",container=\"\",qos=\"LS\","
                        + "priority=\"koord-prod\"} 1.5\n")
                .contains("sublet_agent_watch_lists_total{resource=\"pods\"} 2\n")
                .contains("sublet_agent_holds_total{policy=\"suppress\",reason=\"Settled\"} 1\n")
                .contains("sublet_agent_loop_duration_seconds_bucket{le=\"0.005\"} 1\n")
                .contains("sublet_agent_loop_duration_seconds_count 1\n")
                .doesNotContain("psi_ratio")
                .doesNotContain("NaN");
    }

    @Test
    void hasNothingToShowBeforeTheFirstTick() {
        Exposition out = new Exposition(Format.PROMETHEUS);
        new NodeGauges(Optional::empty).write(out);
        new PodSeries(Optional::empty).write(out);
        assertThat(out.end()).isEmpty();
    }
}
