package io.sublet.agent.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.cache.BandwidthReason;
import io.sublet.agent.decide.latency.LatencyReason;
import io.sublet.agent.decide.watermark.WatermarkReason;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.reason.ReasonCode;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleCapabilitiesTest {
    private static final String ALL = """
            {"resourceUsedThresholdWithBE":{"enable":true},"extensions":{"sublet":{
              "pressure":{"diskEnable":true},
              "interference":{"enable":true,"severestAction":"Cache"},
              "watermarks":[{"name":"hot","metric":"nodeCpuUsagePercent","value":90,"action":"Evict"}],
              "latencyTargets":[{"name":"web","prometheusQuery":"p99","limit":1}]}}}""";

    private static NodeSlo rules(String spec) {
        return NodeSloDocument.parse(Json.parseObject(spec)).valid().orElseThrow();
    }

    private static Capability of(
            String feature, NodeSlo slo, Observation seen, Map<String, String> problems, Verdict... verdicts) {
        return new RuleCapabilities(seen, slo, Mode.ENFORCE, problems, List.of(verdicts))
                .list().stream()
                        .filter(one -> one.feature().equals(feature))
                        .findFirst()
                        .orElseThrow();
    }

    private static void assertIs(Capability capability, State state, String reason) {
        assertThat(capability).isEqualTo(new Capability(capability.feature(), state, reason));
    }

    private static Verdict held(String policy, ReasonCode code) {
        return new Verdict.Hold(policy, Reason.of(code).with("cause", "Connection refused"));
    }

    @Test
    void nothingIsAskedForByDefault() {
        for (String feature :
                List.of("diskEviction", "watermarkRules", "latencyTargets", "interference", "memoryBandwidth")) {
            assertIs(
                    of(feature, NodeSlo.DEFAULT, Seen.onCpus(4).build(), Map.of()),
                    State.OFF,
                    "the policy does not ask for it");
        }
    }

    @Test
    void saysWhichFilesystemsItSees() {
        Reading<DiskTrees.Space> disk = Reading.of(new DiskTrees.Space("8:1", 1000, 500, 100, 50));
        Reading<DiskTrees.Space> unseen = Reading.missing("/var/log/pods: ENOENT");
        String feature = "diskEviction";
        NodeSlo slo = rules(ALL);

        assertIs(
                of(feature, slo, on(Map.of("/a", disk, "/b", disk)), Map.of()),
                State.ENFORCED,
                "by bytes and inodes of 2 directories");
        assertIs(
                of(feature, slo, on(Map.of("/a", disk, "/b", unseen)), Map.of()),
                State.DEGRADED,
                "/var/log/pods: ENOENT");
        assertIs(of(feature, slo, on(Map.of("/b", unseen)), Map.of()), State.IMPOSSIBLE, "/var/log/pods: ENOENT");
        assertIs(
                of(feature, slo, on(Map.of()), Map.of()),
                State.DEGRADED,
                "the filesystems have not been looked at yet");
        assertIs(of(feature, slo, on(Map.of("/a", disk)), Map.of("evict-disk", "refused")), State.DEGRADED, "refused");
        NodeSlo off = rules("{\"extensions\":{\"sublet\":{\"pressure\":{\"diskEnable\":true}}}}");
        assertIs(
                of(feature, off, on(Map.of("/a", disk)), Map.of()),
                State.OFF,
                "resource-threshold-config is not enabled");
    }

    private static Observation on(Map<String, Reading<DiskTrees.Space>> filesystems) {
        return Seen.onCpus(4).space(new NodeSpace(filesystems, Map.of())).build();
    }

    @Test
    void saysWhichRulesHaveNoNumber() {
        NodeSlo slo = rules(ALL);
        Observation seen = Seen.onCpus(4).build();

        assertIs(
                of("watermarkRules", slo, seen, Map.of(), held("watermark/hot", WatermarkReason.WatermarkKept)),
                State.ENFORCED,
                "1 rule");
        assertThat(of("watermarkRules", slo, seen, Map.of(), held("watermark/hot", WatermarkReason.WatermarkUnknown)))
                .satisfies(capability -> {
                    assertThat(capability.state()).isEqualTo(State.DEGRADED);
                    assertThat(capability.reason()).startsWith("hot: ").contains("Connection refused");
                });
        assertIs(
                of("watermarkRules", slo, seen, Map.of("watermark/hot", "report-topology is off")),
                State.DEGRADED,
                "hot: report-topology is off");
        assertThat(of("latencyTargets", slo, seen, Map.of(), held("latency/web", LatencyReason.LatencyNeverKnown)))
                .satisfies(capability -> {
                    assertThat(capability.state()).isEqualTo(State.DEGRADED);
                    assertThat(capability.reason()).startsWith("web: ").contains("Connection refused");
                });
    }

    @Test
    void saysWhetherTheTrafficToMemoryIsMeasured() {
        String feature = "memoryBandwidth";
        NodeSlo slo = rules("{\"extensions\":{\"sublet\":{\"interference\":{\"bandwidthEnable\":true}}}}");
        Observation seen = Seen.onCpus(4).build();

        assertIs(
                of(feature, slo, seen, Map.of(), held("bandwidth", BandwidthReason.BandwidthNotMeasured)),
                State.IMPOSSIBLE,
                "The traffic to memory is not measured here. cause=Connection refused");
        assertThat(of(feature, slo, seen, Map.of(), held("bandwidth", BandwidthReason.BandwidthUnknown))
                        .state())
                .isEqualTo(State.DEGRADED);
        assertIs(
                of(feature, slo, seen, Map.of(), held("bandwidth", BandwidthReason.BandwidthEnough)),
                State.ENFORCED,
                "from 80% of what the policy says that memory can move; best effort's part is narrowed");
        assertIs(
                of(
                        feature,
                        slo,
                        seen,
                        Map.of(),
                        new Verdict.Hold(
                                "bandwidth",
                                Reason.of(BandwidthReason.BandwidthHeld).with("unknown", List.of("00: Unavailable")))),
                State.DEGRADED,
                "not measured: [00: Unavailable]");
    }

    @Test
    void saysWhatOfTheSearchForAntagonistsIsNotPossible() {
        NodeSlo slo = rules(ALL);
        Observation blind =
                Seen.onCpus(4).signals(new Signals(3, Map.of(), Map.of())).build();
        assertIs(
                of("interference", slo, blind, Map.of()),
                State.DEGRADED,
                "no online pod's waiting could be measured in the last window");
        assertIs(
                of("interference", slo, Seen.onCpus(4).build(), Map.of()),
                State.DEGRADED,
                "cache and memory bandwidth cannot be narrowed: test");
        NodeSlo throttle = rules(
                "{\"extensions\":{\"sublet\":{\"interference\":{\"enable\":true,\"severestAction\":\"Throttle\"}}}}");
        assertIs(
                of("interference", throttle, Seen.onCpus(4).build(), Map.of()),
                State.ENFORCED,
                "by pressure and run delay; up to Throttle");
    }
}
